import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { globPattern, ownFiles } from "../../src/bindgen/parse/files.ts";

/** Which of some files belong to a header; a file that is included in quotes is written with them. */
function own(asked: string, file: string, included: Record<string, string[]>, globs?: string[]): string[] {
  const inclusions = Object.entries(included).flatMap(([from, names]) =>
    names.map((name) => ({ from, to: name.replaceAll('"', ""), quoted: name.startsWith('"') }))
  );
  return [...ownFiles([{ asked, file }], inclusions, globs)].sort();
}

describe("the files that belong to a header", () => {
  test("in everybody's folder: itself, and what it includes in quotes", () => {
    const included = { "/usr/include/z.h": ['"/usr/include/x86_64-linux-gnu/zconf.h"', "/usr/include/stdio.h"] };
    assertEquals(own("z.h", "/usr/include/z.h", included), [
      "/usr/include/x86_64-linux-gnu/zconf.h",
      "/usr/include/z.h",
    ]);
  });
  test("and the folder that is called as it is", () => {
    const included = { "/usr/include/git2.h": ["/usr/include/git2/blob.h", "/usr/include/git.h"] };
    assertEquals(own("git2.h", "/usr/include/git2.h", included), ["/usr/include/git2.h", "/usr/include/git2/blob.h"]);
  });
  test("in a folder of its own: all of that", () => {
    const included = { "/usr/include/SDL2/SDL.h": ["/usr/include/SDL2/SDL_video.h", "/usr/include/math.h"] };
    const expected = ["/usr/include/SDL2/SDL.h", "/usr/include/SDL2/SDL_video.h"];
    assertEquals(own("SDL2/SDL.h", "/usr/include/SDL2/SDL.h", included), expected);
    assertEquals(own("SDL.h", "/usr/include/SDL2/SDL.h", included), ["/usr/include/SDL2/SDL.h"]);
  });
  test("by its path", () => {
    const included = { "/home/me/lib/a.h": ["/home/me/lib/sub/b.h", "/usr/include/c.h"] };
    assertEquals(own("/home/me/lib/a.h", "/home/me/lib/a.h", included), ["/home/me/lib/a.h", "/home/me/lib/sub/b.h"]);
    assertEquals(
      own("/usr/include/sqlite3.h", "/usr/include/sqlite3.h", { "/usr/include/sqlite3.h": ["/usr/include/a.h"] }),
      [
        "/usr/include/sqlite3.h",
      ],
    );
  });
  test("on Windows", () => {
    const included = { "C:\\sdk\\include\\x\\a.h": ["C:\\sdk\\include\\x\\b.h", "C:\\sdk\\include\\c.h"] };
    assertEquals(own("x/a.h", "C:\\sdk\\include\\x\\a.h", included), [
      "C:\\sdk\\include\\x\\a.h",
      "C:\\sdk\\include\\x\\b.h",
    ]);
  });
  test("quotes within quotes, in circles", () => {
    const included = { "/a.h": ['"/b.h"'], "/b.h": ['"/c.h"', '"/a.h"', "/d.h"] };
    assertEquals(own("a.h", "/a.h", included), ["/a.h", "/b.h", "/c.h"]);
  });
  test("globs say it instead", () => {
    const included = { "/usr/include/a.h": ["/usr/include/sub/b.h", "/usr/include/c.h"] };
    assertEquals(own("a.h", "/usr/include/a.h", included, ["sub/*.h"]), ["/usr/include/sub/b.h"]);
    assertEquals(own("a.h", "/usr/include/a.h", included, ["**/{a,c}.h"]), ["/usr/include/a.h", "/usr/include/c.h"]);
  });
});

test("globs", () => {
  const matches = (glob: string, path: string) => globPattern(glob).test(path);
  assert(matches("*.h", "/usr/include/a.h"));
  assert(!matches("b*.h", "/usr/include/a.h"));
  assert(matches("git2/**", "/usr/include/git2/sys/a.h"));
  assert(!matches("git2/*", "/usr/include/git2/sys/a.h"));
  assert(matches("a?.h", "ab.h"));
  assert(!matches("a.h", "xa.h"), "a glob begins at a folder");
  assert(!matches("a.h", "aXh"), "a dot is a dot");
  assert(matches("/usr/include/a.h", "/usr/include/a.h"));
});
