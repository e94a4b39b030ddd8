/** Who takes a file that is let go over the window: a dialog that asks for one, else the import of a schedule. */
type Take = (file: File) => void;

let claims: Take[] = [];

/** The last claim wins; returns the function that gives it up. */
export function claimDrops(take: Take): () => void {
  claims = [...claims, take];
  return () => {
    claims = claims.filter((other) => other !== take);
  };
}

export const dropClaim = (): Take | null => claims.at(-1) ?? null;
