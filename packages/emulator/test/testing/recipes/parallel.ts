import { startEmulator } from "@tegata/emulator/testing";

// Free ports and a folder of its own for each, gone when it is closed: as many workers as you like.
const [one, other] = await Promise.all([startEmulator(), startEmulator()]);
process.stdout.write(`${one.environment.authority !== other.environment.authority}\n`);
await Promise.all([one.close(), other.close()]);
