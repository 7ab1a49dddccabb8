import { terminalsStore } from "../../state/terminalsStore.ts";
import styles from "./terminal.module.css";

const leastPx = 120;
const stepPx = 24;
/** Of the window: the screen above stays usable. */
const mostShare = 0.8;

const setHeight = (heightPx: number) =>
  terminalsStore.setState({
    heightPx: Math.round(Math.min(window.innerHeight * mostShare, Math.max(leastPx, heightPx))),
  });

/** The drawer's upper edge: dragged, or moved by the arrow keys. */
export function DrawerHandle({ heightPx }: { readonly heightPx: number }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved
    <div
      className={styles.handle}
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the terminals"
      aria-valuenow={heightPx}
      aria-valuemin={leastPx}
      aria-valuemax={Math.round(window.innerHeight * mostShare)}
      tabIndex={0}
      onKeyDown={({ key }) => {
        if (key === "ArrowUp") setHeight(heightPx + stepPx);
        if (key === "ArrowDown") setHeight(heightPx - stepPx);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        event.preventDefault();
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const drawer = event.currentTarget.parentElement?.getBoundingClientRect();
        if (drawer) setHeight(drawer.bottom - event.clientY);
      }}
    />
  );
}
