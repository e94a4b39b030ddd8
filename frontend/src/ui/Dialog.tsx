import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

import { useT } from '../app/i18n';

/** A titled dialog. Who opened it gets the focus back from app/dialogs, not from here. */
export function Dialog({
  title,
  size,
  onClose,
  children,
  bodyClass,
}: {
  title: string;
  size: number;
  onClose: () => void;
  children: ReactNode;
  bodyClass?: string;
}) {
  const t = useT();
  const classNames = { title: 'dlg-t', ...(bodyClass && { body: bodyClass }) };
  const closeButtonProps = { 'aria-label': t('action.close') };
  return (
    <Modal opened {...{ title, size, onClose, classNames, closeButtonProps }} returnFocus={false}>
      {children}
    </Modal>
  );
}
