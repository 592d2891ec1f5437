import { emptyView } from "../runtime/empty.ts";
import { fixedBuffer } from "./addressable.ts";
import { Given } from "./given.ts";

/**
 * A mark on views that were found fixed. Nobody else sees a private field, and engines test for one as fast as they
 * compare classes; looking into a WeakSet costs as much as a call of C.
 */
class Mark extends Given {
  readonly #fixed = true;

  static on(view: ArrayBufferView): boolean {
    return #fixed in view;
  }
}

/** Whether a view was found fixed; its buffer may have been detached since. */
export const isMarked: (view: ArrayBufferView) => boolean = Mark.on;

/**
 * A view, checked to be one whose memory stays where it is; one that has no memory at all is replaced.
 *
 * @throws {TypeError} If its buffer is shared, resizable or detached.
 */
export function fixedView(view: ArrayBufferView): ArrayBufferView {
  // A detached view has no length, or throws if it is asked for it.
  if (view.byteLength > 0 && isMarked(view)) return view;
  if (fixedBuffer(view).byteLength === 0) return emptyView;
  if (!isMarked(view)) new Mark(view); // an empty one may be
  return view;
}
