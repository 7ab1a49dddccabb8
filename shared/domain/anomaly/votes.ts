import { type DetectorId, detectorIds } from "./detectors.ts";
import { anomalyParameters } from "./parameters.ts";

const { mostVotes, votesNeeded } = anomalyParameters;
/** What was found unusual stays so until there is less than one vote left. */
const votesToGoOn = 1;

/** How far each detector is beyond its own limit, at one step: 1 is at the limit, and less than that is no vote. */
export class Votes {
  private readonly scores = new Float64Array(detectorIds.length);

  clear(): void {
    this.scores.fill(0);
  }

  set(detector: DetectorId, score: number): void {
    this.scores[detectorIds.indexOf(detector)] = score >= 1 ? Math.min(mostVotes, score) : 0;
  }

  get total(): number {
    return this.scores.reduce((sum, score) => sum + score, 0);
  }

  /** Whether that is enough, for a series that was unusual a step before or was not. */
  isEnough(wasUnusual: boolean): boolean {
    return this.total >= (wasUnusual ? votesToGoOn : votesNeeded);
  }

  get agreeing(): readonly DetectorId[] {
    return detectorIds.filter((_, index) => (this.scores[index] ?? 0) > 0);
  }
}
