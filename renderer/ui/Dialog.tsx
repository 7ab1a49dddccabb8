import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { cx } from "./cx.ts";
import styles from "./overlay.module.css";

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** At the head's right: an environment tag, a count. */
  readonly aside?: ReactNode;
  /** Cancel first, the confirming button last. */
  readonly footer?: ReactNode;
  readonly width?: number;
  /** False keeps it open on a click outside: for questions that a server is waiting on. */
  readonly dismissable?: boolean;
  readonly role?: "dialog" | "alertdialog";
  /** Hears keys before what has the focus does, buttons of the footer included. */
  readonly onKeyDown?: (event: React.KeyboardEvent) => void;
  readonly children: ReactNode;
}

/** States an effect and asks. Esc closes; focus is kept inside and given back. */
export function Dialog({
  open,
  onClose,
  title,
  aside,
  footer,
  width = 444,
  dismissable = true,
  role = "dialog",
  onKeyDown,
  children,
}: DialogProps) {
  return (
    <ModalOverlay
      className={styles.scrim ?? ""}
      isOpen={open}
      isDismissable={dismissable}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className={styles.dialog ?? ""} style={{ width }}>
        <AriaDialog role={role} className={styles.dialogInner ?? ""}>
          <header className={styles.dialogHead}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {aside}
          </header>
          <div className={styles.dialogBody} onKeyDownCapture={onKeyDown}>
            {children}
          </div>
          {footer ? (
            <footer className={styles.dialogFoot} onKeyDownCapture={onKeyDown}>
              {footer}
            </footer>
          ) : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A bare overlay near the top of the window: the palette. */
export function TopOverlay({
  open,
  onClose,
  label,
  width,
  children,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly label: string;
  readonly width: number;
  readonly children: ReactNode;
}) {
  return (
    <ModalOverlay
      className={cx(styles.scrim, styles.top)}
      isOpen={open}
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className={styles.dialog ?? ""} style={{ width }}>
        <AriaDialog aria-label={label} className={styles.dialogInner ?? ""}>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** What stands beside the page in wider windows, over it in narrow ones: at the right, as high as the window. */
export function Drawer({
  open,
  onClose,
  label,
  children,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <ModalOverlay
      className={cx(styles.scrim, styles.side)}
      isOpen={open}
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className={styles.drawer ?? ""}>
        <AriaDialog aria-label={label} className={styles.drawerInner ?? ""}>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The exact command or text that a dialog is about. */
export function CommandText({ children }: { readonly children: ReactNode }) {
  return <code className={styles.command}>{children}</code>;
}
