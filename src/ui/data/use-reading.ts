/** A pasted text as the worker reads it, a moment after the last key; an answer to an older text is dropped. */
import { useEffect, useState } from 'react';
import { appStore } from '../stores';
import type { TableReading } from '../types';

const pause = 150;

/** What is in the text; null while it is empty or being read. */
export function useReading(text: string, name: string, dropsGaps: boolean): TableReading | null {
  const [read, setRead] = useState<{ readonly key: string; readonly reading: TableReading } | null>(null);
  const key = `${dropsGaps}:${name}:${text}`;
  const isEmpty = text.trim() === '';
  useEffect(() => {
    if (isEmpty) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void appStore
        .getState()
        .readTable(text, name, dropsGaps)
        .then((reading) => {
          if (isCurrent) setRead({ key, reading });
        });
    }, pause);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key, text, name, dropsGaps, isEmpty]);
  return !isEmpty && read?.key === key ? read.reading : null;
}
