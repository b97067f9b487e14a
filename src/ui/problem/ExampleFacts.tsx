/** What an example of the gallery is about, for as long as its text is the example's own. */
import { useShownExample } from './shown-example';

/** Shown for losses that are not the catalogue's. */
export function ExampleFacts() {
  const example = useShownExample();
  if (!example) return null;
  return (
    <div className="facts" data-testid="example-facts">
      <p className="facts-note">{example.story}</p>
      <p className="facts-note">
        <strong>Look at:</strong> {example.look}
      </p>
    </div>
  );
}
