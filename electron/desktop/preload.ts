import { contextBridge, ipcRenderer } from "electron";

/** The preload runs in the page's frame, where these two are all it needs of the DOM. */
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: string, targetOrigin: string, ports: readonly unknown[]): void;
};

/** The page's only power: to ask for one port. It arrives as a window message, since the bridge cannot carry ports. */
ipcRenderer.on("shell:port", (event) => {
  window.postMessage("shell:port", window.location.origin, event.ports);
});
contextBridge.exposeInMainWorld("shell", {
  connect: () => ipcRenderer.send("shell:connect"),
});
