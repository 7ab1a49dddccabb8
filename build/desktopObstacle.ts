/** Switches that are Electron's alone; the headless shell takes none it does not know. */
const windowSwitches = /^--(no-sandbox|ozone-platform|disable-gpu|enable-features|user-data-dir)(=|$)/;

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  readonly args: readonly string[];
}

/** Why Electron could not open a window even if it is installed; null when it can. */
export function desktopObstacle({ platform, environment, isRoot, args }: Surroundings): string | null {
  if (platform !== "linux") return null;
  const hasDisplay = Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
  if (!hasDisplay && !args.some((argument) => argument.startsWith("--ozone-platform"))) {
    return "Electron finds no display here (DISPLAY and WAYLAND_DISPLAY are not set)";
  }
  if (isRoot && !args.includes("--no-sandbox")) return "Electron does not run as root without --no-sandbox";
  return null;
}

/** What of the arguments is left for the headless shell. */
export function headlessArguments(args: readonly string[]): readonly string[] {
  return args.filter((argument) => !windowSwitches.test(argument));
}
