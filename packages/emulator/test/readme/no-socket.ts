import { createEmulator } from "@tegata/emulator";

const emulator = createEmulator(); // in memory: nothing listens, nothing is written
const document = "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration";
export const response = await emulator.fetch(document); // 200
