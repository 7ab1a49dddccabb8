/** The most characters of what people write: the contract refuses more, and the fields take no more. */
export const textLimits = {
  claimName: 100,
  claimNote: 2000,
  silenceAuthor: 200,
  silenceComment: 5000,
  timelineNote: 2000,
  incidentText: 20_000,
} as const;
