import { Search, X } from "lucide-react";
import { type Ref, useRef } from "react";
import { Button, Input, SearchField } from "react-aria-components";
import { cx } from "./cx.ts";
import styles from "./Field.module.css";
import { Icon } from "./Icon.tsx";

/** Filters a list; Esc clears, the cross clears. `data-filter` is what the `/` key looks for. */
export function SearchInput({
  label,
  value,
  onChange,
  placeholder,
  width,
  size = "md",
  inputRef,
  leaves = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly width?: number;
  readonly size?: "sm" | "md";
  readonly inputRef?: Ref<HTMLInputElement>;
  /** Esc gives the keys back to the screen at once. */
  readonly leaves?: boolean;
}) {
  const fallback = useRef<HTMLInputElement>(null);
  return (
    <SearchField
      aria-label={label}
      className={styles.field ?? ""}
      value={value}
      onChange={onChange}
      onKeyDown={({ key, target }) => {
        if (leaves && key === "Escape" && target instanceof HTMLElement) target.blur();
      }}
      {...(width ? { style: { width } } : {})}
    >
      <span className={cx(styles.box, size === "sm" && styles.sm)}>
        <Icon of={Search} size={12} />
        <Input
          ref={inputRef ?? fallback}
          className={styles.input ?? ""}
          placeholder={placeholder ?? label}
          spellCheck="false"
          data-filter=""
        />
        <Button className={styles.clear ?? ""} aria-label="Clear">
          <Icon of={X} size={12} />
        </Button>
      </span>
    </SearchField>
  );
}
