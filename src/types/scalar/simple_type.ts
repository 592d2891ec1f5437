import { bytesOf } from "../../memory/text.ts";
import { type Extent, extentOf, HOLDS_ADDRESS } from "../../memory/addressable.ts";
import { newPlace } from "../../memory/allocator.ts";
import { show } from "../../memory/show.ts";
import { runtime } from "../../runtime/runtime.ts";
import { foreignBlock, offsetIn } from "../../memory/window.ts";
import { inspectable, shownValue } from "../inspect.ts";
import { describe, recordClasses, setMaker } from "../record/record_class.ts";
import { type CTypeClass, infoOf, type TypeInfo } from "../type_info.ts";

/**
 * Makes the class of a type whose instances hold one value, `.value`.
 *
 * @param info The type; its `view` is set.
 */
export function simpleType(info: TypeInfo): CTypeClass {
  return simpleTypes([info])[0]!;
}

/** Makes the classes of many such types at once. */
export function simpleTypes(infos: readonly TypeInfo[]): CTypeClass[] {
  const classes = recordClasses(infos.map((info) => ({
    info,
    accessors: [{ name: "value", info, offset: 0, label: "" }],
    initialise: (self: object, init: unknown) => {
      (self as { value: unknown }).value = init;
    },
  })));
  infos.forEach((info, i) => {
    const { prototype } = classes[i]!;
    describe(classes[i]!, info);
    if (info.hasPointers) Object.defineProperty(prototype, HOLDS_ADDRESS, { value: true });
    inspectable(
      prototype,
      (self, inspect) => `${info.name}(${shownValue(info, (self as { value: unknown }).value, inspect)})`,
    );
    setMaker(info, prototype);
    addStatics(classes[i]!);
  });
  return classes as unknown as CTypeClass[];
}

/** Adds what every class of a C type with instances has: `size`, `alignment`, and the makers of views. */
export function addStatics(type: object): void {
  Object.defineProperties(type, statics ??= makeStatics());
}

let statics: PropertyDescriptorMap | undefined;

function makeStatics(): PropertyDescriptorMap {
  return {
    size: getter(function () {
      return infoOf(this, "size").size;
    }),
    alignment: getter(function () {
      return infoOf(this, "alignment").alignment;
    }),
    fromBuffer: method(function fromBuffer(buffer: unknown, offset = 0) {
      const info = infoOf(this, "fromBuffer()");
      const extent = sourceExtent(info, buffer, offset, "fromBuffer()");
      checkAlignment(info, extent, offset as number);
      return info.view(extent.block, extent.offset);
    }),
    fromBufferCopy: method(function fromBufferCopy(buffer: unknown, offset = 0) {
      const info = infoOf(this, "fromBufferCopy()");
      const extent = sourceExtent(info, buffer, offset, "fromBufferCopy()");
      const { block, offset: to } = newPlace(info);
      bytesOf({ block, offset: to, size: info.size }).set(bytesOf(extent));
      block.keepFrom(to, extent.block, extent.offset, info.size);
      return info.view(block, to);
    }),
    fromAddress: method(function fromAddress(address: unknown) {
      const info = infoOf(this, "fromAddress()");
      if (typeof address !== "bigint") {
        throw new TypeError(`fromAddress() of ${info.name}: expected a bigint, not ${show(address)}`);
      }
      if (address <= 0n || address > BigInt(Number.MAX_SAFE_INTEGER)) {
        throw new RangeError(`fromAddress() of ${info.name}: ${show(address)} is no address`);
      }
      const block = foreignBlock(Number(address), info.size);
      return info.view(block, offsetIn(block, Number(address)));
    }),
  };
}

/** A zeroed instance, made without running a constructor of the user's. */
export function newInstance(info: TypeInfo): object {
  const { block, offset } = newPlace(info);
  return info.view(block, offset);
}

function sourceExtent(info: TypeInfo, buffer: unknown, offset: unknown, who: string): Extent {
  const extent = extentOf(buffer);
  if (extent === null) throw new TypeError(`${who} of ${info.name}: expected a buffer, not ${show(buffer)}`);
  if (typeof offset !== "number") {
    throw new TypeError(`${who} of ${info.name}: expected an offset, not ${show(offset)}`);
  }
  if (!Number.isInteger(offset) || offset < 0 || offset + info.size > extent.size) {
    throw new RangeError(
      `${who} of ${info.name}: ${info.size} bytes at offset ${show(offset)} do not fit in ${extent.size} bytes`,
    );
  }
  return { block: extent.block, offset: extent.offset + offset, size: info.size };
}

/** What every buffer is aligned to that an engine makes. */
const BUFFER_ALIGNMENT = 8;

/** Checks that an instance at a place is where C expects one: its address counts, not the offset in the buffer. */
function checkAlignment({ name, alignment }: TypeInfo, { block, offset }: Extent, given: number): void {
  const known = block.addressed || alignment > BUFFER_ALIGNMENT && runtime.mayKnowAddresses();
  const place = known ? block.base + offset : offset;
  if (place % alignment === 0) return;
  const where = known ? `, the address 0x${place.toString(16)},` : "";
  throw new RangeError(`fromBuffer() of ${name}: offset ${given}${where} is not aligned to ${alignment} bytes`);
}

type Method = (this: unknown, ...args: unknown[]) => unknown;
const method = (value: Method): PropertyDescriptor => ({ value, configurable: true, writable: true });
const getter = (get: (this: unknown) => unknown): PropertyDescriptor => ({ get, configurable: true });
