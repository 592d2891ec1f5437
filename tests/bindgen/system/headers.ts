/**
 * The headers that bindings are tried on: what Debian has of them, and what belongs to each.
 *
 * @module
 */

/** A library's headers. */
export interface Headers {
  readonly name: string;
  readonly headers: readonly string[];
  /** As for the linker's `-l`. */
  readonly library: string;
  /** The Debian packages with the headers and the library. */
  readonly packages: readonly string[];
  /** Arguments of clang and gcc. */
  readonly arguments?: readonly string[];
  /** The files whose declarations are the headers' own. */
  readonly own: RegExp;
}

/** All of them. */
export const HEADERS: readonly Headers[] = [
  { name: "zlib", headers: ["zlib.h"], library: "z", packages: ["zlib1g-dev"], own: /\/(zlib|zconf)\.h$/ },
  {
    name: "sqlite3",
    headers: ["sqlite3.h"],
    library: "sqlite3",
    packages: ["libsqlite3-dev"],
    own: /\/sqlite3\.h$/,
  },
  {
    name: "curl",
    headers: ["curl/curl.h"],
    library: "curl",
    packages: ["libcurl4-openssl-dev"],
    own: /\/curl\/\w+\.h$/,
  },
  {
    name: "png",
    headers: ["png.h"],
    library: "png16",
    packages: ["libpng-dev"],
    own: /\/(png|pngconf|pnglibconf)\.h$/,
  },
  { name: "git2", headers: ["git2.h"], library: "git2", packages: ["libgit2-dev"], own: /\/git2(\/.*)?\.h$/ },
  { name: "sdl2", headers: ["SDL2/SDL.h"], library: "SDL2-2.0", packages: ["libsdl2-dev"], own: /\/SDL2\/\w+\.h$/ },
  {
    name: "cairo",
    headers: ["cairo/cairo.h"],
    library: "cairo",
    packages: ["libcairo2-dev"],
    own: /\/cairo\/[\w-]+\.h$/,
  },
  {
    name: "libxml2",
    headers: ["libxml/parser.h", "libxml/tree.h", "libxml/xpath.h"],
    library: "xml2",
    packages: ["libxml2-dev"],
    arguments: ["-I/usr/include/libxml2"],
    own: /\/libxml\/\w+\.h$/,
  },
  {
    name: "archive",
    headers: ["archive.h", "archive_entry.h"],
    library: "archive",
    packages: ["libarchive-dev"],
    own: /\/archive(_entry)?\.h$/,
  },
  {
    name: "libusb",
    headers: ["libusb-1.0/libusb.h"],
    library: "usb-1.0",
    packages: ["libusb-1.0-0-dev"],
    own: /\/libusb\.h$/,
  },
  { name: "ncurses", headers: ["ncurses.h"], library: "ncurses", packages: ["libncurses-dev"], own: /\/n?curses\.h$/ },
  {
    name: "glext",
    headers: ["GL/gl.h", "GL/glext.h"],
    library: "GL",
    packages: ["libgl-dev"],
    arguments: ["-DGL_GLEXT_PROTOTYPES"],
    own: /\/GL\/\w+\.h$/,
  },
  {
    name: "vulkan",
    headers: ["vulkan/vulkan_core.h"],
    library: "vulkan",
    packages: ["libvulkan-dev"],
    own: /\/vulkan\/\w+\.h$/,
  },
  {
    name: "evp",
    headers: ["openssl/evp.h"],
    library: "crypto",
    packages: ["libssl-dev"],
    own: /\/openssl\/\w+\.h$/,
  },
  { name: "xlib", headers: ["X11/Xlib.h"], library: "X11", packages: ["libx11-dev"], own: /\/X11\/\w+\.h$/ },
  { name: "netdb", headers: ["netdb.h"], library: "c", packages: ["libc6-dev"], own: /\/include\/netdb\.h$/ },
  { name: "stat", headers: ["sys/stat.h"], library: "c", packages: ["libc6-dev"], own: /\/sys\/stat\.h$/ },
  {
    name: "clang",
    headers: ["clang-c/Index.h"],
    library: "clang-14",
    packages: ["libclang-14-dev", "libclang1-14"],
    arguments: ["-I/usr/lib/llvm-14/include"],
    own: /\/clang-c\/\w+\.h$/,
  },
];
