import { type ReactNode, useRef } from "react";
import { Banners } from "./Banners.tsx";
import styles from "./Frame.module.css";
import { Rail } from "./Rail.tsx";
import { StatusBar } from "./StatusBar.tsx";
import { TopBar } from "./TopBar.tsx";
import { useNextScreen } from "./useNextScreen.ts";

/** What surrounds every screen. A screen fills `main`, sets its own padding and scrolls inside itself; `drawer` is below all of them. */
export function Frame({
  title,
  children,
  drawer,
}: {
  /** Of the screen in it: both change at once, or the focus would be looked for on the screen that goes. */
  readonly title: string;
  readonly children: ReactNode;
  readonly drawer: ReactNode;
}) {
  const main = useRef<HTMLElement>(null);
  useNextScreen(main, title);
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        Skip to the screen
      </button>
      <TopBar />
      <div className={styles.banners}>
        <Banners />
      </div>
      <Rail />
      <main ref={main} className={styles.main} tabIndex={-1} aria-label={title}>
        {children}
      </main>
      <div className={styles.drawer}>{drawer}</div>
      <StatusBar />
    </div>
  );
}
