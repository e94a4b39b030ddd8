import { useInbox } from './useInbox';

/** How many lines of the inbox were not seen yet. */
export function useUnseen(): number {
  return useInbox('open').data?.counts.unseen ?? 0;
}
