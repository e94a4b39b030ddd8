import { MessageSquare } from 'lucide-react';

import { useT } from '../app/i18n';
import type { Verbs } from './useVerbs';

/** Phone: what one does most with the record, within reach of the thumb. */
export function ThumbBar({ verbs, onComment }: { verbs: Verbs; onComment?: () => void }) {
  const t = useT();
  const first = verbs.actions.find(({ refusal }) => !refusal);
  if (!first && !onComment) return null;
  return (
    <div className="rc-bar">
      {onComment && (
        <button type="button" className="bt" onClick={onComment}>
          <MessageSquare size={20} strokeWidth={1.5} aria-hidden="true" />
          {t('record.comment')}
        </button>
      )}
      {first && (
        <button type="button" className="bt p" onClick={() => verbs.run(first.action)}>
          {first.action.label}
        </button>
      )}
    </div>
  );
}
