import { FileText, Plus, X } from 'lucide-react';
import { useRef, useState } from 'react';

import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import type { Attachment } from '../schema/types';
import { IconButton } from '../ui/bits';
import { useAttachments, type RecordParts, type Target } from './data';
import { formatSize } from './files';
import { Lightbox } from './Lightbox';
import { Moment } from './Moment';
import { Section } from './Section';

const inline = (file: Attachment) => `${file.url}?inline=1`;

function Remove({ file, onRemove }: { file: Attachment; onRemove: () => void }) {
  const t = useT();
  return (
    <IconButton label={t('record.file.delete', { name: file.name })} onClick={onRemove}>
      <X size={14} strokeWidth={1.5} />
    </IconButton>
  );
}

function Thumb({ file, onOpen, onRemove }: { file: Attachment; onOpen: () => void; onRemove?: () => void }) {
  const t = useT();
  const title = `${file.name}\n${formatSize(file.size)}  ${file.by.name}`;
  return (
    <li className="rc-thumb">
      <button type="button" title={title} aria-label={t('record.file.open', { name: file.name })} onClick={onOpen}>
        <img src={inline(file)} alt="" loading="lazy" />
      </button>
      {onRemove && <Remove file={file} onRemove={onRemove} />}
    </li>
  );
}

function FileRow({ file, onRemove }: { file: Attachment; onRemove?: () => void }) {
  return (
    <li className="rc-file">
      <FileText size={16} strokeWidth={1.5} aria-hidden="true" />
      <a className="el lk" href={file.url} download={file.name} title={file.name}>
        {file.name}
      </a>
      <span className="mut s12 nw">{formatSize(file.size)}</span>
      <span className="mut s12 el">{file.by.name}</span>
      <Moment at={file.at} />
      <span className="sp" />
      {onRemove && <Remove file={file} onRemove={onRemove} />}
    </li>
  );
}

/** Files of a record: pictures as thumbs that open large, the rest as lines. Own files can be taken away. */
export function Attachments({ target, parts, onUpload, canAdd }: {
  target: Target;
  parts: RecordParts;
  onUpload: (files: File[]) => void;
  canAdd: boolean;
}) {
  const t = useT();
  const { user } = useSession();
  const picker = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState<number | null>(null);
  const { data } = useAttachments(target);
  const files = data?.items ?? [];
  const pictures = files.filter((file) => file.is_image);
  const removal = (file: Attachment) => (file.by.id === user.id ? () => void parts.deleteAttachment(file) : undefined);
  if (!files.length && !canAdd) return null;
  const add = canAdd && (
    <>
      <input ref={picker} type="file" multiple hidden onChange={(event) => {
        onUpload(Array.from(event.target.files ?? []));
        event.target.value = '';
      }} />
      <IconButton label={t('record.file.add')} onClick={() => picker.current?.click()}>
        <Plus size={14} strokeWidth={1.5} />
      </IconButton>
    </>
  );
  return (
    <Section title={t('record.files')} count={files.length} actions={add}>
      {pictures.length > 0 && (
        <ul className="rc-thumbs">
          {pictures.map((file, index) => (
            <Thumb key={file.id} file={file} onOpen={() => setShown(index)} onRemove={removal(file)} />
          ))}
        </ul>
      )}
      <ul className="rc-files">
        {files.filter((file) => !file.is_image).map((file) => (
          <FileRow key={file.id} file={file} onRemove={removal(file)} />
        ))}
      </ul>
      {data && files.length === 0 && <p className="mut s12 desk">{t('record.files.none')}</p>}
      {shown !== null && (
        <Lightbox
          pictures={pictures.map((file) => ({ url: inline(file), name: file.name, download: file.url }))}
          start={shown}
          onClose={() => setShown(null)}
        />
      )}
    </Section>
  );
}
