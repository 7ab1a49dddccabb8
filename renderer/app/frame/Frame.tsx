import { type ReactNode, useRef } from "react";
import { useRoute } from "../../state/navigation.ts";
import { Banners } from "./Banners.tsx";
import styles from "./Frame.module.css";
import { Rail } from "./Rail.tsx";
import { StatusBar } from "./StatusBar.tsx";
import { screenTitle } from "./screenTitle.ts";
import { TopBar } from "./TopBar.tsx";
import { useNextScreen } from "./useNextScreen.ts";

/** What surrounds every screen. A screen fills `main`, sets its own padding and scrolls inside itself; `drawer` is below all of them. */
export function Frame({ children, drawer }: { readonly children: ReactNode; readonly drawer: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  const title = screenTitle(useRoute());
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
