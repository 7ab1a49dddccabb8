import type { ReactNode } from "react";
import { Banners } from "./Banners.tsx";
import styles from "./Frame.module.css";
import { Rail } from "./Rail.tsx";
import { StatusBar } from "./StatusBar.tsx";
import { TopBar } from "./TopBar.tsx";

/** What surrounds every screen. A screen fills `main`, sets its own padding and scrolls inside itself. */
export function Frame({ children }: { readonly children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={() => document.querySelector("main")?.focus()}>
        Skip to the screen
      </button>
      <TopBar />
      <div className={styles.banners}>
        <Banners />
      </div>
      <Rail />
      <main className={styles.main} tabIndex={-1}>
        {children}
      </main>
      <StatusBar />
    </div>
  );
}
