import { useState } from "react";
import { App } from "../../renderer/app/App.tsx";
import { startStores } from "../../renderer/state/startStores.ts";
import { browserClock } from "../../renderer/transport/browserClock.ts";
import { createConnection } from "../../renderer/transport/connection.ts";
import { createFakeConsole, type FakeConsole } from "../doubles/fakeConsole.ts";
import { galleryNowMs, galleryState } from "./fleet.ts";

declare global {
  interface Window {
    /** For a browser test to act on the console's side. */
    fakeConsole?: FakeConsole;
  }
}

/** The whole app over a fake console. */
export function AppPage({ needsSetup, theme }: { readonly needsSetup: boolean; readonly theme: "dark" | "light" }) {
  const [link] = useState(() => {
    const aheadMs = galleryNowMs - Date.now();
    const console = createFakeConsole(
      {
        ...galleryState(needsSetup),
        settings: { theme, singleKeys: true, clock: "utc", notify: "critical", sound: true, screenReader: false },
      },
      () => Date.now() + aheadMs,
    );
    window.fakeConsole = console;
    const connection = createConnection({ dial: () => console.dial(), clock: browserClock, random: () => 0.5 });
    startStores(connection, (what, error) => {
      throw new Error(`${what}: ${String(error)}`);
    });
    return connection;
  });
  return <App link={link} />;
}
