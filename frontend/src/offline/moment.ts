import { dayOf, shortMoment } from '../ui/dates';

/** Clock time of a write, with its date when it was not today. By this computer's clock: the business date may stand still. */
export function momentOf(at: number): string {
  const now = new Date();
  return shortMoment(new Date(at).toISOString(), dayOf(now.getFullYear(), now.getMonth(), now.getDate()));
}
