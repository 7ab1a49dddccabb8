/**
 * What the desktop's main process asks of Electron, noting each call: for tests of the order and the wiring where
 * Electron's binary is not at hand. The core behind it is the real one.
 */
import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import { MessageChannel, type MessagePort } from "node:worker_threads";

export const notes: string[] = [];
const note =
  (name: string) =>
  (...args: readonly unknown[]) =>
    void notes.push([name, ...args.filter((arg) => typeof arg === "string" || typeof arg === "number")].join(" "));

let userData = "";

class App extends EventEmitter {
  readonly isPackaged = process.env.FAKE_PACKAGED === "1";
  readonly setName = note("setName");
  readonly enableSandbox = note("enableSandbox");
  readonly setAppUserModelId = note("setAppUserModelId");
  readonly setBadgeCount = note("setBadgeCount");
  readonly setAboutPanelOptions = note("setAboutPanelOptions");
  setPath(name: string, path: string) {
    notes.push(`setPath ${name}`);
    userData = path;
  }
  getPath() {
    return userData;
  }
  getVersion() {
    return "1.2.3";
  }
  requestSingleInstanceLock() {
    notes.push("requestSingleInstanceLock");
    return process.env.FAKE_SECOND !== "1";
  }
  async whenReady() {
    notes.push("ready");
  }
  quit() {
    let prevented = false;
    this.emit("before-quit", {
      preventDefault: () => {
        prevented = true;
      },
    });
    if (!prevented) this.exit(0);
  }
  exit(code: number) {
    notes.push(`exit ${code}`);
    process.stdout.write(`${JSON.stringify(notes)}\n`, () => process.exit(code));
  }
}
export const app = new App();

export class BrowserWindow extends EventEmitter {
  readonly webContents = Object.assign(new EventEmitter(), { getURL: () => "" });
  readonly show = note("show");
  constructor(options: { readonly show: boolean; readonly webPreferences: object }) {
    super();
    notes.push(`BrowserWindow ${JSON.stringify({ show: options.show, ...options.webPreferences, preload: "" })}`);
    setImmediate(() => this.emit("ready-to-show"));
  }
  async loadURL(url: string) {
    notes.push(`load ${url}`);
  }
  isFocused() {
    return false;
  }
}

class PortMain extends EventEmitter {
  private readonly port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.on("message", (data) => this.emit("message", { data }));
    port.on("close", () => this.emit("close"));
  }
  start() {
    this.port.start();
  }
  close() {
    this.port.close();
  }
  postMessage(message: unknown) {
    this.port.postMessage(message);
  }
}

export class MessageChannelMain {
  readonly port1: PortMain;
  readonly port2: MessagePort;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new PortMain(port1);
    this.port2 = port2;
  }
}

export class Tray extends EventEmitter {
  readonly setToolTip = note("tooltip");
  readonly setContextMenu = note("trayMenu");
  readonly destroy = note("trayDestroyed");
}

export const ipcMain = new EventEmitter();
export const powerMonitor = new EventEmitter();
export const dialog = { showErrorBox: note("errorBox") };
export const shell = {};
export const safeStorage = { isAsyncEncryptionAvailable: async () => false };
export const Notification = { isSupported: () => false };
export const Menu = { setApplicationMenu: note("setApplicationMenu"), buildFromTemplate: (items: unknown) => items };
export const nativeImage = {
  createFromPath: (file: string) => void (existsSync(file) || notes.push(`missing ${file}`)),
};
export const session = {
  defaultSession: Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: note("permissionRequests"),
    setPermissionCheckHandler: note("permissionChecks"),
    setDevicePermissionHandler: note("devices"),
    setDisplayMediaRequestHandler: note("displayMedia"),
  }),
};
export const protocol = { registerSchemesAsPrivileged: note("registerSchemes"), handle: note("handle") };
