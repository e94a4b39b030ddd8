/** A label of the server, which writes them small, at the beginning of a line. */
export const capital = (label: string) => label.charAt(0).toUpperCase() + label.slice(1);

/** Names of time zones for the list below the input; an older browser has none and people type theirs. */
export function zones(): string[] {
  const { supportedValuesOf } = Intl as { supportedValuesOf?: (key: string) => string[] };
  return supportedValuesOf ? supportedValuesOf('timeZone') : [];
}
