/** CodeMirror for reading: highlighted, selectable, scrolled by keyboard, never changed. */
import { javascript } from '@codemirror/lang-javascript';
import { StreamLanguage, syntaxHighlighting, type StringStream } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { editorTheme, lossHighlight } from '../editor-theme';

const keywords =
  /^(?:fn|let|var|const|return|if|else|for|while|loop|break|continue|switch|case|default|struct|override|alias)\b/;
const types = /^(?:f32|i32|u32|bool|vec[234][fiu]?|array|ptr|atomic|mat\dx\d[fi]?)\b/;

/** Enough of WGSL for colors. */
const wgsl = StreamLanguage.define({
  token(stream: StringStream): string | null {
    if (stream.eatSpace()) return null;
    if (stream.match('//')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match(/^(?:0x[\da-f]+|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)[fiuh]?/i)) return 'number';
    if (stream.match(/^@\w+/)) return 'keyword';
    if (stream.match(keywords)) return 'keyword';
    if (stream.match(types)) return 'typeName';
    if (stream.match(/^[A-Za-z_]\w*(?=\s*\()/)) return 'variableName.function';
    if (stream.match(/^[A-Za-z_]\w*/)) return 'variableName';
    stream.next();
    return null;
  },
});

/** Puts a view of a text into `parent`.
 *  @param name  what it is, for assistive technology
 *  @returns     what removes it */
export function createCodeView(
  parent: HTMLElement,
  text: string,
  language: 'javascript' | 'wgsl',
  name: string,
): () => void {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({
          tabindex: '0',
          role: 'textbox',
          'aria-readonly': 'true',
          'aria-label': name,
        }),
        lineNumbers(),
        language === 'javascript' ? javascript() : wgsl,
        syntaxHighlighting(lossHighlight),
        editorTheme,
      ],
    }),
  });
  return () => view.destroy();
}
