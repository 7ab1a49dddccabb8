import type { ReactNode } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { cx } from "./cx.ts";
import styles from "./SegmentedControl.module.css";

export interface Segment<Id extends string> {
  readonly id: Id;
  readonly label: ReactNode;
}

/** One of a few, all visible; a radio group to the keyboard and to assistive technology. */
export function SegmentedControl<Id extends string>({
  label,
  segments,
  value,
  onChange,
  size = "md",
}: {
  /** The group's accessible name. */
  readonly label: string;
  readonly segments: readonly Segment<Id>[];
  readonly value: Id;
  readonly onChange: (value: Id) => void;
  readonly size?: "sm" | "md" | "lg";
}) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={cx(styles.group, size !== "md" && styles[size])}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const next = segments.find((segment) => keys.has(segment.id));
        if (next) onChange(next.id);
      }}
    >
      {segments.map((segment) => (
        <ToggleButton key={segment.id} id={segment.id} className={styles.item ?? ""}>
          {segment.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
