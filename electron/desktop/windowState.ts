/** What closing the window means: the watch goes on in the tray where there is a way back to it. */
export function closeAction(state: {
  readonly quitting: boolean;
  readonly trayVisible: boolean;
  readonly platform: NodeJS.Platform;
}): "hide" | "close" {
  if (state.quitting) return "close";
  // On macOS the dock brings the window back. A Linux desktop may not show trays, so there closing really closes.
  if (state.platform === "darwin") return "hide";
  return state.trayVisible && state.platform === "win32" ? "hide" : "close";
}

/** Reloads a crashed page, but not for ever: at most `limit` times within `windowMs`. */
export function createReloadBudget(options: {
  readonly limit: number;
  readonly windowMs: number;
  readonly nowMs: () => number;
}) {
  let reloadsMs: number[] = [];
  return {
    /** Whether the page may be loaded again after it ended for `reason`. */
    allows(reason: string): boolean {
      if (reason === "clean-exit") return false;
      const nowMs = options.nowMs();
      reloadsMs = reloadsMs.filter((atMs) => nowMs - atMs < options.windowMs);
      if (reloadsMs.length >= options.limit) return false;
      reloadsMs.push(nowMs);
      return true;
    },
  };
}
