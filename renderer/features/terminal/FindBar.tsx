import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import type { TerminalView } from "./TerminalView.ts";
import styles from "./terminal.module.css";

/** Looks for text in what a terminal printed, the newest first. */
export function FindBar({ view, onClose }: { readonly view: TerminalView; readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const [found, setFound] = useState(true);
  const find = (way: "next" | "previous", wanted = text) => setFound(wanted === "" || view.find(wanted, way));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes it from any of its controls
    <div
      className={styles.find}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <TextInput
        label="Find in the terminal"
        hideLabel
        autoFocus
        mono
        value={text}
        onChange={(next) => {
          setText(next);
          find("previous", next);
        }}
        onSubmit={() => find("previous")}
      />
      <Button size="sm" icon={ArrowUp} aria-label="Find the one before" onPress={() => find("previous")} />
      <Button size="sm" icon={ArrowDown} aria-label="Find the next one" onPress={() => find("next")} />
      <span className="fg3" role="status">
        {found ? "" : "Not in what is kept of it"}
      </span>
      <span className="grow" />
      <Button size="sm" variant="ghost" icon={X} aria-label="Stop finding" onPress={onClose} />
    </div>
  );
}
