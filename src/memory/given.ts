/**
 * A class that extends this puts its private fields on the object that it is given, instead of a new one. Nobody else sees
 * them, and engines find them as fast as fields of their own.
 */
export class Given {
  constructor(object: object) {
    return object;
  }
}
