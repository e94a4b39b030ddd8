import { RagMark } from '../../ui/bits';
import type { Tone } from '../types';

/** Second cue of a tone: the RAG shapes, a square for what runs, a hollow square for what rests. */
export function ToneMark({ tone }: { tone: Tone | null | undefined }) {
  if (!tone) return null;
  if (tone === 'red' || tone === 'amber' || tone === 'green') return <RagMark level={tone} />;
  return (
    <svg className="rag" width="9" height="9" viewBox="0 0 10 10" aria-hidden="true">
      {tone === 'accent' ? (
        <rect x="1.5" y="1.5" width="7" height="7" fill="var(--ls-ac)" />
      ) : (
        <rect x="2" y="2" width="6" height="6" fill="none" stroke="var(--ls-t4)" strokeWidth="1.5" />
      )}
    </svg>
  );
}
