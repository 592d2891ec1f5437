/** Which library a text opens: in processes with a current folder of their own, the same on both runtimes. */
import { assertEquals, assertMatch } from "@std/assert";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { platform } from "node:process";
import { pathToFileURL } from "node:url";
import { after, describe, test } from "node:test";
import { runFile } from "../child.ts";
import { fixture } from "../native/mod.ts";

const suffix = platform === "win32" ? ".dll" : platform === "darwin" ? ".dylib" : ".so";
const base = realpathSync(mkdtempSync(join(tmpdir(), "ctypes-")));
const here = join(base, "here");
const sub = join(here, "sub");
const other = join(base, "other");
const library = readFileSync(fixture("place"));
const mark = library.indexOf("ctypes: place is");

/** A copy that tells a number. */
function put(folder: string, name: string, number: number): string {
  const bytes = new Uint8Array(library);
  new DataView(bytes.buffer).setInt32(mark + 16, number, true);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

for (const folder of [sub, other]) mkdirSync(folder, { recursive: true });
const bare = `libplace${suffix}`;
put(here, bare, 1);
put(sub, bare, 2);
const elsewhere = put(other, bare, 3);
put(here, `only${suffix}`, 4);
put(sub, `libsub${suffix}`, 5);
put(here, `a b%41ä${suffix}`, 6);

type Text = string | { url: string };

/** What becomes of each text in the folder `here`: the number, or the error. */
function attempt(texts: readonly Text[], env: Record<string, string> = {}, how = ""): unknown[] {
  const child = runFile("tests/library/place_child.ts", { args: [JSON.stringify(texts), how], cwd: here, env });
  assertEquals([child.code, child.signal], [0, null], child.stderr);
  return JSON.parse(child.stdout);
}

after(() => rmSync(base, { recursive: true }));

const notFound = /^Error: Cannot open library ".*": it was not found in /;

describe("dlopen", () => {
  for (const how of platform === "win32" ? [""] : ["", "flags"]) {
    test(`by a bare name opens no file of the current folder ${how}`, () => {
      const names = [bare, `only${suffix}`, ...platform === "win32" ? ["libplace", "only"] : []];
      for (const result of attempt(names, {}, how)) assertMatch(String(result), notFound);
    });
    test(`by a relative path opens what is there ${how}`, () => {
      const paths = [`./${bare}`, `sub/${bare}`, `./sub/../${bare}`, `../other/${bare}`, `.//only${suffix}`, elsewhere];
      assertEquals(attempt(paths, {}, how), [1, 2, 1, 3, 4, 3]);
      if (platform === "win32") assertEquals(attempt([`.\\${bare}`, `sub\\${bare}`], {}, how), [1, 2]);
    });
  }

  test("by a file: URL, an object or a text, opens its path", () => {
    const odd = join(here, `a b%41ä${suffix}`);
    for (const [path, number] of [[elsewhere, 3], [odd, 6]] as const) {
      const { href } = pathToFileURL(path);
      assertEquals(attempt([href, { url: href }, href.replace("file:", "FILE:")]), [number, number, number]);
    }
    const encoded = pathToFileURL(elsewhere).href.replace("libplace", "l%69bplace");
    assertEquals(attempt([encoded, { url: encoded }]), [3, 3]);
    const slash = pathToFileURL(elsewhere).href.replace("/other/", "/other%2F");
    for (const result of attempt([slash, { url: slash }])) assertMatch(String(result), /^TypeError: .*slash/);
    // A text that starts otherwise is a path.
    assertEquals(attempt([`./a b%41ä${suffix}`]), [6]);
  });

  test("says the same of what cannot be opened", () => {
    const long = "x".repeat(300), longer = "x/".repeat(4000);
    const folders = ["./", "./sub", sub, "/"];
    const missing = ["./none", "http://a/b", `./${bare.toUpperCase()}x`, `./${long}`, longer];
    // Windows takes the dots out of a path before it looks.
    const dots = platform === "win32"
      ? []
      : [`./${bare}/`, `./${bare}/.`, `none/../${bare}`, `${elsewhere}/../${bare}`];
    const texts = [...folders, ...missing, ...dots];
    const results = attempt(texts).map(String);
    for (const result of results) assertMatch(result, /^Error: Cannot open library "/);
    const reasons = results.map((result) => result.replace(/^Error: Cannot open library ".*?": /, ""));
    reasons.forEach((reason, i) =>
      assertMatch(reason, i < folders.length ? /^it is a folder\. / : /^there is no such/)
    );
  });
});

describe("LD_LIBRARY_PATH", { skip: platform === "linux" ? false : "it is Linux's" }, () => {
  const texts = [bare, `libsub${suffix}`, `only${suffix}`];
  const expected: [string, (number | null)[]][] = [
    ["", [null, null, null]],
    [other, [3, null, null]],
    ["sub", [2, 5, null]],
    [`${other}:sub`, [3, 5, null]],
    [`${base}/none:./sub`, [2, 5, null]],
  ];
  for (const [path, numbers] of expected) {
    test(JSON.stringify(path.replaceAll(base, "")), () => {
      const results = attempt(texts, { LD_LIBRARY_PATH: path });
      results.forEach((result, i) => {
        if (numbers[i] === null) assertMatch(String(result), notFound);
        else assertEquals(result, numbers[i]);
      });
    });
  }
});
