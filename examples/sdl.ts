/**
 * A real library that takes and returns structures by value: SDL's identifiers of game controllers, 16 bytes each.
 *
 *     deno run --allow-ffi --allow-read --allow-env examples/sdl.ts
 *     bun run examples/sdl.ts
 *
 * @module
 */
import {
  ArrayOf,
  byref,
  c_char_p,
  c_int,
  c_uint8,
  CFunction,
  createStringBuffer,
  dlopen,
  findLibrary,
  Pointer,
  Structure,
} from "@ctypes/ctypes";

class Version extends Structure({ major: c_uint8, minor: c_uint8, patch: c_uint8 }) {}
class GUID extends Structure({ data: ArrayOf(c_uint8, 16) }) {}

const path = findLibrary("SDL2") ?? findLibrary("SDL2-2.0");
if (path === null) console.log("SDL2 is not installed here: skipped");
else tour(path);

function tour(path: string): void {
  using sdl = dlopen(path, {
    SDL_GetVersion: CFunction([Pointer(Version)]),
    SDL_JoystickGetGUIDFromString: CFunction([c_char_p], GUID),
    SDL_JoystickGetGUIDString: CFunction([GUID, c_char_p, c_int]),
  });
  const { SDL_GetVersion, SDL_JoystickGetGUIDFromString, SDL_JoystickGetGUIDString } = sdl.symbols;

  const version = new Version();
  SDL_GetVersion(byref(version));
  console.log(`SDL ${version.major}.${version.minor}.${version.patch} is ${path}`);

  const guid = SDL_JoystickGetGUIDFromString("030000005e040000ea02000001030000");
  console.log(`  its vendor: 0x${(guid.data[4] | guid.data[5] << 8).toString(16)}`);
  guid.data[0] = 5; // connected by Bluetooth
  const text = createStringBuffer(33);
  SDL_JoystickGetGUIDString(guid, text, text.length);
  console.log(`  as text, by Bluetooth: ${text.value}`);
}
