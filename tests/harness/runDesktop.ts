/** Runs the bundled desktop main over the stand-in for Electron: FILE ARGS. As its page, asks who is there, then quits. */
import { createRequire, registerHooks } from "node:module";
import type { MessagePort } from "node:worker_threads";
import { app, ipcMain, notes } from "../doubles/fakeElectron.ts";

const double = new URL("../doubles/fakeElectron.ts", import.meta.url).href;
registerHooks({
  resolve: (name, context, next) =>
    name === "electron" ? { url: double, format: "module-typescript", shortCircuit: true } : next(name, context),
});

const [program = "", , bundle = "", ...args] = process.argv;
process.argv = [program, ...args];
createRequire(import.meta.url)(bundle);

const connect = () => {
  if (!notes.includes("show")) {
    setTimeout(connect, 20);
    return;
  }
  const postMessage = (_channel: string, _message: null, [port]: readonly MessagePort[]) => {
    port?.on("message", ({ t }: { readonly t: string }) => {
      notes.push(`answer ${t}`);
      app.quit();
    });
    port?.postMessage({ t: "call", id: 1, name: "app.info", params: {} });
  };
  ipcMain.emit("shell:connect", { senderFrame: { origin: "app://console", parent: null, postMessage } });
};
setTimeout(connect, 20);
