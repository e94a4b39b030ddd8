import { useEffect } from 'react';

import { TransitionDialog } from '../record/TransitionDialog';
import { useDetail } from '../schema/records';
import type { EntityMeta, Row } from '../schema/types';
import { showToast } from '../ui/toasts';

/** The form of a transition that a drop began: the record is read whole first, the server's own reason is said where it refuses. */
export function AskTransition({ entity, row, to, project, onClose }: { entity: EntityMeta; row: Row; to: string; project: string | null; onClose: () => void }) {
  const { data, isError } = useDetail(entity.name, row.id);
  const step = data?.transitions.find((other) => other.to === to);
  const refusal = step && !step.allowed ? step.reason : null;
  const isOver = isError || refusal !== null || (data !== undefined && !step);
  useEffect(() => {
    if (!isOver) return;
    if (refusal) showToast({ text: refusal, tone: 'error' });
    onClose();
  }, [isOver, refusal, onClose]);
  if (!data || !step || isOver) return null;
  return <TransitionDialog {...{ entity, step, onClose }} detail={data} project={row.project ?? project} />;
}
