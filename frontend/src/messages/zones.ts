/** Names of time zones for the list below the input; an older browser has none and people type theirs. */
export function zones(): string[] {
  const { supportedValuesOf } = Intl as { supportedValuesOf?: (key: string) => string[] };
  return supportedValuesOf ? supportedValuesOf('timeZone') : [];
}
