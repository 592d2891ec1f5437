import { type ByteSource, decodeText, textAt, viewAt } from "./byte_source.ts";

/** `imagesOffset` and `imagesCount` moved here in macOS 12; a header that ends before has them in their old place. */
const imagesField = 0x1c0;
const oldImagesField = 0x18;
const imageSize = 32;
const mostImages = 1 << 16;
const largestNames = 1 << 24;
/** `PATH_MAX` of macOS. */
const longestPath = 1024;

/**
 * Reads the paths of the libraries in macOS's shared cache: since macOS 11 the system's libraries are no files of their
 * own, only parts of it. Links to them are not listed.
 *
 * @param file The main file of the cache, `dyld_shared_cache_arm64e` or another processor's.
 * @returns The install names, or null where this is no such file.
 */
export function parseDyldCache(file: ByteSource): Set<string> | null {
  const head = viewAt(file, 0, 32);
  if (!head || textAt(file, 0)?.startsWith("dyld_v1") !== true) return null;
  // Mappings follow the header, so where they start tells how much of it there is.
  const field = head.getUint32(16, true) >= imagesField + 8 ? imagesField : oldImagesField;
  const images = viewAt(file, field, 8);
  if (!images) return null;
  const count = images.getUint32(4, true);
  if (count === 0 || count > mostImages) return null;
  const table = viewAt(file, images.getUint32(0, true), count * imageSize);
  if (!table) return null;
  const starts = Array.from({ length: count }, (_, i) => table.getUint32(i * imageSize + 24, true));
  // The names lie together: one read instead of thousands.
  const first = starts.reduce((a, b) => Math.min(a, b));
  const last = starts.reduce((a, b) => Math.max(a, b));
  const size = Math.min(last - first + longestPath, file.size - first);
  const names = size > largestNames ? null : file.read(first, size);
  if (!names) return null;
  const paths = new Set<string>();
  let length = 0;
  for (const start of starts) {
    const end = names.indexOf(0, start - first);
    length += end - (start - first) + 1;
    // They do not overlap.
    if (end < 0 || length > size) return null;
    if (end - (start - first) < longestPath) paths.add(decodeText(names, start - first, end));
  }
  return paths;
}
