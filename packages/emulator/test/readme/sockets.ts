import { startEmulator } from "@tegata/emulator/testing";

const running = await startEmulator(); // free ports, and a state folder of its own
export const { authority, directories } = running.environment; // addresses, ids, the operators' secrets
export const authorityCertificate = running.ca; // to be trusted by clients in this process
await running.close(); // ports and folder are gone; `await using` does the same
