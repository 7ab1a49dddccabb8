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
    return lines.filter((line) => {
      if (!line.place) return true;
      const { endByte } = line.place;
      const file = fileOf(line);
      if (endByte >= (this.liveStarts.get(file) ?? Number.POSITIVE_INFINITY)) return false;
      // Only of what is taken from it: of the rest some may still be on its way live.
      this.pageEnds.set(file, Math.max(endByte, this.pageEnds.get(file) ?? endByte));
      return true;
    });
  }

  /** Takes in what came live. Its lines but those of which is known that they came with a page. */
  takeLive(lines: readonly LogLine[]): readonly LogLine[] {
    return lines.filter((line) => {
      if (!line.place) return true;
      const { endByte } = line.place;
      const file = fileOf(line);
      this.liveStarts.set(file, Math.min(endByte, this.liveStarts.get(file) ?? endByte));
      return endByte > (this.pageEnds.get(file) ?? Number.NEGATIVE_INFINITY);
    });
  }

  /** Whether a page read the line's file: then its place says whether it came with it. */
  isKnown(line: LogLine): boolean {
    return line.place !== undefined && this.pageEnds.has(fileOf(line));
  }
}

/** The path alone is also that of the file that comes after it, the inode alone that of files of other disks. */
function fileOf({ host, stream, place }: LogLine): string {
  return `${host}\n${stream}\n${place?.file}`;
}
