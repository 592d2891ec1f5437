// Calls that take text, beside the best that one writes by hand: encode, terminate, call.
import { Buffer } from "node:buffer";
import { c_char_p, c_int, CFunction, dlopen } from "../../mod.ts";
import { loop } from "../loop.ts";
import type { Row } from "../measure.js";
import { library } from "../native/mod.ts";
import { rawLibrary } from "../raw.ts";

const { symbols: us } = dlopen(library, { first_byte: CFunction([c_char_p], c_int) });
const raw = rawLibrary({ first_byte: [["buffer"], "i32"] });

const encoder = new TextEncoder();
const scratch = new Uint8Array(65536);
const memory = Buffer.from(scratch.buffer);

/** @param text Source of the text for turn `i`. */
function row(name: string, text: string, all: string[] = []): Row {
  const scope = { us, raw, encoder, scratch, memory, all };
  return {
    name,
    us: loop(`sum += us.first_byte(${text});`, scope),
    raw: {
      encode: loop(`sum += raw.first_byte(encoder.encode(${text} + "\\0"));`, scope),
      encodeInto: loop(
        `const { written } = encoder.encodeInto(${text}, scratch);
        scratch[written] = 0;
        sum += raw.first_byte(scratch);`,
        scope,
      ),
      "Buffer.write": loop(`scratch[memory.write(${text})] = 0; sum += raw.first_byte(scratch);`, scope),
    },
    target: { raw: 1, python: 1, koffi: 5 },
  };
}

/** Beside the same with a look for NUL, as we do it: else C sees less than was passed, without an error. */
function checkedRow(name: string, text: string, all: string[]): Row {
  const checked = loop(
    `const text = ${text};
    scratch[memory.write(text)] = 0;
    if (text.includes("\\0")) throw text;
    sum += raw.first_byte(scratch);`,
    { raw, scratch, memory, all },
  );
  return { name: `${name}, looking for NUL`, us: row(name, text, all).us, raw: { "Buffer.write, includes": checked } };
}

const eight = (make: (i: number) => string) => Array.from({ length: 8 }, (_, i) => make(i));

export const rows: Row[] = [
  row("5 ASCII characters", "all[i & 7]", eight((i) => `text${i}`)),
  row("5 ASCII characters, a new string each time", "`${i & 1023}text`"),
  row("32 ASCII characters", "all[i & 7]", eight((i) => `${i}`.padEnd(32, "abcdefgh"))),
  row("200 ASCII characters", "all[i & 7]", eight((i) => `${i}`.padEnd(200, "abcdefgh"))),
  checkedRow("200 ASCII characters", "all[i & 7]", eight((i) => `${i}`.padEnd(200, "abcdefgh"))),
  row("10,000 ASCII characters", "all[i & 7]", eight((i) => `${i}`.padEnd(10_000, "abcdefgh"))),
  checkedRow("10,000 ASCII characters", "all[i & 7]", eight((i) => `${i}`.padEnd(10_000, "abcdefgh"))),
  row("5 characters, one not ASCII", "all[i & 7]", eight((i) => `tëxt${i}`)),
  row("32 characters, none ASCII", "all[i & 7]", eight((i) => String.fromCharCode(0x416 + i).repeat(32))),
  row("10,000 characters, none ASCII", "all[i & 7]", eight((i) => String.fromCharCode(0x416 + i).repeat(10_000))),
];
