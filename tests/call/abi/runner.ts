/** Calls the functions of a generated library and compares every bit that passes between C and JavaScript. */
import { allocator } from "../../../src/memory/allocator.ts";
import { Block, MEMORY, OFFSET, type Placed } from "../../../src/memory/block.ts";
import { bindDynamic } from "../../../src/call/machine/dynamic_call.ts";
import { dynamicCallback } from "../../../src/call/machine/dynamic_callback.ts";
import { type NativeFunction, type NativeLibrary, runtime } from "../../../src/runtime/runtime.ts";
import { ArrayOf } from "../../../src/types/array/array.ts";
import type { CType } from "../../../src/types/ctype.ts";
import * as addresses from "../../../src/types/pointer/address_types.ts";
import * as scalarTypes from "../../../src/types/scalar/scalars.ts";
import { bits } from "../../../src/types/record/member.ts";
import { Structure, Union } from "../../../src/types/record/structure.ts";
import { infoOf, type TypeInfo } from "../../../src/types/type_info.ts";
import { random } from "../../types/layout_generator.ts";
import { type FunctionOf, type Program, type RecordOf, STRIDE, type TypeName } from "./generator.ts";

/** The program of the fixture `by_value`. */
export const FIXTURE = { seed: 1, choices: { records: 60, functions: 120, portable: true } };

const plain = { ...scalarTypes, ...addresses } as unknown as Record<string, CType>;

/** The types of a program, as a user of the module would write them. */
function typesOf({ records }: Program): CType[] {
  const types: CType[] = [];
  const typeOf = (name: TypeName) => typeof name === "number" ? types[name] : plain[name];
  for (const { union, fields, pack, align } of records) {
    const members = Object.fromEntries(fields.map(({ type, count, rows, bits: width }, i) => {
      const base = typeOf(type);
      const item = width !== undefined ? bits(base, width) : count !== undefined ? ArrayOf(base, count) : base;
      return [`f${i}`, rows === undefined ? item : ArrayOf(item as typeof base, rows)];
    }));
    types.push((union ? Union : Structure)(members, { pack, align }) as unknown as CType);
  }
  return types;
}

const isLongDouble = (name: TypeName) => name === "c_longdouble";
const longDoubleBytes = runtime.arch === "x64" ? 10 : 16;

/** Which bits of a type are values and not padding. */
function maskOf(program: Program, types: CType[], name: TypeName): Uint8Array {
  const info = infoOf(typeof name === "number" ? types[name] : plain[name], "");
  const mask = new Uint8Array(info.size);
  if (typeof name === "string") return mask.fill(0xff, 0, isLongDouble(name) ? longDoubleBytes : info.size);
  const { fields } = program.records[name];
  fields.forEach(({ type, count = 1, rows = 1, bits: width }, i) => {
    const { offset, bitOffset = 0 } = info.shape!.fields[`f${i}`];
    if (width !== undefined) {
      for (let bit = bitOffset; bit < bitOffset + width; bit++) mask[offset + (bit >> 3)] |= 1 << (bit & 7);
      return;
    }
    const element = maskOf(program, types, type);
    for (let k = 0; k < count * rows; k++) element.forEach((byte, j) => mask[offset + k * element.length + j] |= byte);
  });
  return mask;
}

/** Where the booleans of a type are: C may not see other values than 0 and 1 there. */
function booleansOf(records: readonly RecordOf[], info: TypeInfo, name: TypeName): number[] {
  if (typeof name === "string") return name === "c_bool" ? [0] : [];
  return records[name].fields.flatMap(({ type, count = 1, rows, bits: width }, i) => {
    const { offset, type: fieldType } = info.shape!.fields[`f${i}`];
    if (width !== undefined) return [];
    const field = infoOf(fieldType, "");
    const item = field.element ?? field;
    const element = rows === undefined ? item : item.element!;
    const inner = booleansOf(records, element, type);
    return Array.from({ length: count * (rows ?? 1) }, (_, k) => inner.map((at) => offset + k * element.size + at))
      .flat();
  });
}

interface Value {
  readonly name: TypeName;
  readonly info: TypeInfo;
  readonly mask: Uint8Array;
  readonly booleans: readonly number[];
}

/** Runs all functions of a program; returns what went wrong. */
export function check(program: Program, library: NativeLibrary, seed: number): string[] {
  const types = typesOf(program);
  const next = random(seed);
  const [sentAt, seenAt, replyAt, sizesAt] = library.symbols(["sent", "seen", "reply", "sizes"]).map(Number);
  const window = (at: number, size: number) => new Block(new DataView(runtime.external(at, size)), at);
  const sent = window(sentAt, 16 * STRIDE), seen = window(seenAt, 16 * STRIDE), reply = window(replyAt, STRIDE);
  const sizes = new Uint32Array(runtime.external(sizesAt, 4 * types.length));
  const problems: string[] = [];
  types.forEach((type, i) => {
    if (type.size !== sizes[i]) problems.push(`T${i}: size ${type.size} is not the compiler's ${sizes[i]}`);
  });
  const valueOf = (name: TypeName): Value => {
    const info = infoOf(typeof name === "number" ? types[name] : plain[name], "");
    return {
      name,
      info,
      mask: maskOf(program, types, name),
      booleans: booleansOf(program.records, info, name),
    };
  };

  /** Random bytes of a value. */
  const fill = ({ name, info, booleans }: Value, block: Block, offset: number): void => {
    if (isLongDouble(name)) return info.write(block, offset, (next() - 0.5) * 2 ** 80, "", null);
    for (let i = 0; i < info.size; i++) block.view.setUint8(offset + i, next() * 256);
    // A scalar becomes a JavaScript number, which keeps no payload of a NaN.
    if (name === "c_float") block.view.setFloat32(offset, (next() - 0.5) * 1e9, true);
    if (name === "c_double") block.view.setFloat64(offset, (next() - 0.5) * 1e99, true);
    if (name === "c_void_p") block.view.setUint16(offset + 6, 0, true);
    for (const at of booleans) block.view.setUint8(offset + at, block.view.getUint8(offset + at) & 1);
  };
  /** The value at a place as calls give it. */
  const load = ({ name, info }: Value, block: Block, offset: number): unknown => {
    if (typeof name === "number") return { [MEMORY]: block, [OFFSET]: offset };
    if (name === "c_void_p") return block.view.getBigUint64(offset, true);
    const value = info.read(block, offset);
    return name === "c_long" && info.size === 4 ? Number(value) : value;
  };
  const differ = (value: Value, a: Block, aOffset: number, b: Block, bOffset: number): string | null => {
    for (let i = 0; i < value.info.size; i++) {
      const wanted = a.view.getUint8(aOffset + i), got = b.view.getUint8(bOffset + i);
      if (((wanted ^ got) & value.mask[i]) !== 0) return `byte ${i} of ${value.info.size} is ${got}, not ${wanted}`;
    }
    return null;
  };
  const place = (value: Value): Placed => {
    const offset = allocator.cut(value.info.size, value.info.alignment);
    return { [MEMORY]: allocator.block, [OFFSET]: offset };
  };
  /** Stores what a call or a callback gave, to compare it. */
  const store = (value: Value, given: unknown): Placed => {
    if (typeof value.name === "number") return given as Placed;
    const to = place(value);
    if (value.name === "c_void_p") to[MEMORY].view.setBigUint64(to[OFFSET], given as bigint, true);
    else value.info.write(to[MEMORY], to[OFFSET], given, "", null);
    return to;
  };

  program.functions.forEach((fn, index) => {
    const parameters = fn.parameters.map(valueOf);
    const result = fn.result === null ? null : valueOf(fn.result);
    const signature = {
      parameters: parameters.map(({ info }) => info.native),
      result: result === null ? "void" as const : result.info.native,
      fixed: fn.fixed,
    };
    const report = (what: string, difference: string | null) => {
      if (difference !== null) problems.push(`${what} of ${describe(fn)} (${index}): ${difference}`);
    };
    const prepare = () => {
      parameters.forEach((value, i) => fill(value, sent, STRIDE * i));
      if (result !== null) fill(result, reply, 0);
      for (let i = 0; i < seen.view.byteLength; i++) seen.view.setUint8(i, 0xaa);
    };
    const [call, back] = library.symbols([`call_${index}`, `back_${index}`]);

    const name = `call_${index}`;
    const byName = bindDynamic(call, signature, name, (scalars) => library.bind(name, scalars));
    const run = (callable: NativeFunction) => {
      prepare();
      const args = parameters.map((value, i) => {
        const given = load(value, sent, STRIDE * i);
        return value.name === "c_void_p" ? runtime.address(Number(given)) : given;
      });
      const out = result !== null && typeof result.name === "number" ? place(result) : null;
      const given = callable(...args, ...out === null ? [] : [out]);
      parameters.forEach((value, i) => {
        report(`parameter ${i}`, differ(value, sent, STRIDE * i, seen, STRIDE * i));
      });
      if (result !== null) {
        const got = store(result, out ?? given);
        report("result", differ(result, reply, 0, got[MEMORY], got[OFFSET]));
      }
    };
    // The second call finds what the first one left.
    for (const callable of [byName, byName, bindDynamic(call, signature, name)]) run(callable);
    if (fn.fixed !== undefined) return;

    const callback = dynamicCallback(signature, (...values) => {
      parameters.forEach((value, i) => {
        const got = store(value, values[i]);
        report(`callback parameter ${i}`, differ(value, sent, STRIDE * i, got[MEMORY], got[OFFSET]));
      });
      return result === null ? undefined : load(result, reply, 0);
    });
    const caller = bindDynamic(back, { parameters: ["pointer"], result: "void" }, `back_${index}`);
    for (let i = 0; i < 2; i++) {
      prepare();
      caller(runtime.address(Number(callback.address)));
      if (result !== null) report("callback result", differ(result, reply, 0, seen, 0));
    }
    callback.close();
  });
  return problems;

  function describe({ parameters, result, fixed }: FunctionOf): string {
    const name = (type: TypeName) => typeof type === "number" ? recordText(program, type) : type;
    const list = parameters.map(name);
    if (fixed !== undefined) list.splice(fixed, 0, "...");
    return `${result === null ? "void" : name(result)} (${list.join(", ")})`;
  }
}

function recordText({ records }: Program, index: number): string {
  const { union, pack, align, fields } = records[index];
  const text = (type: TypeName) => typeof type === "number" ? recordText({ records, functions: [] }, type) : type;
  const list = fields.map(({ type, count, rows, bits: width }) =>
    text(type) +
    (width !== undefined ? `:${width}` : (rows ? `[${rows}]` : "") + (count !== undefined ? `[${count}]` : ""))
  );
  const options = `${pack === undefined ? "" : ` pack ${pack}`}${align === undefined ? "" : ` align ${align}`}`;
  return `${union ? "union" : ""}{${list.join(" ")}}${options}`;
}
