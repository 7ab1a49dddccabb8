import type { LogLine } from "../../../shared/domain/logs/model.ts";

/**
 * How far the files of hosts were read by pages, and from where on live: what was read by both stands in both, and of a
 * line without a time of its own only its place in the file tells.
 */
export class ReadPlaces {
  private readonly pageEnds = new Map<string, number>();
  private readonly liveStarts = new Map<string, number>();

  /** Takes in a page. Of its lines, those that did not come live before. */
  takePage(lines: readonly LogLine[]): readonly LogLine[] {
    const fresh = lines.filter((line) => {
      const start = line.place && this.liveStarts.get(fileOf(line));
      return line.place === undefined || start === undefined || line.place.endByte < start;
    });
    // Only of what is taken from it: of the rest some may still be on its way live.
    note(this.pageEnds, fresh, Math.max);
    return fresh;
  }

  /** Takes in what came live. Its lines but those of which is known that they came with a page. */
  takeLive(lines: readonly LogLine[]): readonly LogLine[] {
    note(this.liveStarts, lines, Math.min);
    return lines.filter((line) => !this.isInPage(line));
  }

  /** Whether a page read the line's file: then its place says whether it came with it. */
  isKnown(line: LogLine): boolean {
    return line.place !== undefined && this.pageEnds.has(fileOf(line));
  }

  private isInPage(line: LogLine): boolean {
    const end = this.pageEnds.get(fileOf(line));
    return end !== undefined && line.place !== undefined && line.place.endByte <= end;
  }
}

function note(bytes: Map<string, number>, lines: readonly LogLine[], choose: (a: number, b: number) => number): void {
  for (const line of lines) {
    if (!line.place) continue;
    const file = fileOf(line);
    bytes.set(file, choose(bytes.get(file) ?? line.place.endByte, line.place.endByte));
  }
}

/** The path alone is also that of the file that comes after it, the inode alone that of files of other disks. */
function fileOf({ host, stream, place }: LogLine): string {
  return `${host}\n${stream}\n${place?.file}`;
}
