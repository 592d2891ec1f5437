// Structures that refer to each other, as bindings of real headers have them, in every order and by every kind of type.
import {
  anonymous,
  ArrayOf,
  c_char_p,
  c_int,
  c_void,
  CFunction,
  Opaque,
  Pointer,
  Structure,
  Union,
} from "../../../mod.ts";
import { type AnyKeys, type Equal, exactly, holds } from "./expect.ts";

class Owner extends Structure({
  get parts() {
    return Pointer(Part);
  },
  count: c_int,
}) {}
class Part extends Structure({
  get body() {
    return Body;
  },
  get owners() {
    return ArrayOf(Pointer(Owner), 3);
  },
}) {}
class Body extends Structure({
  mass: c_int,
  get visit() {
    return CFunction([Pointer(Owner), Pointer(Part), Pointer(Body)], Pointer(Owner));
  },
  get move() {
    return CFunction([Part, c_int], Body);
  },
}) {}
class Value extends Union({
  get event() {
    return Event;
  },
  number: c_int,
}) {}
class Event extends Structure({
  name: c_char_p,
  get value() {
    return Pointer(Value);
  },
  get values() {
    return Pointer(Pointer(Value));
  },
}) {}
class Table extends Structure({
  get open() {
    return CFunction([Pointer(Table), Pointer(Pointer(Handle))], c_int);
  },
  get close() {
    return CFunction([Pointer(Handle)], c_void);
  },
  get inherit() {
    return Pointer(Table);
  },
}) {}
class Handle extends Structure({
  lpVtbl: Pointer(Table),
  data: Pointer(Opaque("data")),
  u: anonymous(Union({ key: c_int, flag: c_int })),
  get parent() {
    return Pointer(Handle);
  },
}) {
  root(): Handle {
    return this.parent?.contents.root() ?? this;
  }
}
class Tree extends Structure({
  get left() {
    return Pointer(Tree);
  },
  get right() {
    return Pointer(Tree);
  },
  get fold() {
    return CFunction([Pointer(Tree), CFunction([Tree, c_int], c_int)], c_int);
  },
}) {
  get depth(): number {
    return 1 + Math.max(this.left?.contents.depth ?? 0, this.right?.contents.depth ?? 0);
  }
}

const owner = new Owner();
exactly<Body | undefined>()(owner.parts?.at(0).body);
exactly<Owner | undefined>()(owner.parts?.at(0).owners.at(1)?.contents);
exactly<number | undefined>()(new Body().visit?.(owner, new Part(), null)?.contents.count);
exactly<number | undefined>()(new Body().move?.({ body: { mass: 1 } }, 2).mass);
exactly<string | null | undefined>()(new Value().event.value?.contents.event.values?.at(0)?.at(0).event.name);
exactly<number | undefined>()(new Handle().lpVtbl?.contents.open?.(new Table(), null));
exactly<Handle>()(new Handle({ key: 5, parent: new Handle() }).root());
exactly<number>()(new Handle().key + new Handle().u.flag);
exactly<number>()(new Tree({ left: new Tree(), right: null }).depth);
exactly<number | undefined>()(new Tree().fold?.(null, (tree, sum) => sum + tree.depth));
holds<Equal<AnyKeys<Owner>, never>>();
holds<Equal<AnyKeys<Part>, never>>();
holds<Equal<AnyKeys<Body>, never>>();
holds<Equal<AnyKeys<Value>, never>>();
holds<Equal<AnyKeys<Event>, never>>();
holds<Equal<AnyKeys<Table>, never>>();
holds<Equal<AnyKeys<Handle>, never>>();
holds<Equal<AnyKeys<Tree>, never>>();
// @ts-expect-error The part is no owner.
new Body().visit?.(new Part(), null, null);
// @ts-expect-error There is no such field, however far.
new Value().event.value?.contents.event.missing;
