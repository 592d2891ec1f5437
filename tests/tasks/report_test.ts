import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { countReport, sentence, sum } from "../../tasks/report.ts";

const deno = `<testsuites name="deno test" tests="6" failures="2" errors="0" time="0.1">
  <testsuite name="./tests/a_test.ts" tests="2" disabled="0" errors="0" failures="1">
    <testcase name="outer &amp; &lt;x&gt;" classname="./tests/a_test.ts" time="0.016" line="3" col="1">
      <failure message="1 test step failed">1 test step failed.</failure>
    </testcase>
    <testcase name="alone" classname="./tests/a_test.ts" time="0.000" line="6" col="1">
    </testcase>
  </testsuite>
  <testsuite name="ext:deno_node/testing.ts" tests="4" disabled="1" errors="0" failures="2">
    <testcase name="outer &amp; &lt;x&gt; &gt; inner" classname="ext:deno_node/testing.ts" time="0.013">
      <failure message="1 test step failed">1 test step failed.</failure>
    </testcase>
    <testcase name="outer &amp; &lt;x&gt; &gt; inner &gt; good" classname="ext:deno_node/testing.ts" time="0.000">
    </testcase>
    <testcase name="outer &amp; &lt;x&gt; &gt; inner &gt; bad" classname="ext:deno_node/testing.ts" time="0.010">
      <failure message="Uncaught">at &lt;testcase name=&quot;no&quot;&gt;</failure>
    </testcase>
    <testcase name="outer &amp; &lt;x&gt; &gt; inner &gt; left" classname="ext:deno_node/testing.ts" time="0.000">
      <skipped/>
    </testcase>
  </testsuite>
</testsuites>`;

const bun = `<testsuites name="bun test" tests="4" assertions="0" failures="1" skipped="1" time="0.05">
  <testsuite name="tests/a_test.ts" file="tests/a_test.ts" tests="4" failures="1" skipped="1" time="0.04">
    <testsuite name="outer" file="tests/a_test.ts" line="3" tests="3" failures="1" skipped="1" time="0">
      <testcase name="good" classname="outer" time="0.0009" file="tests/a_test.ts" line="3" assertions="0" />
      <testcase name="bad" classname="outer" time="0.002" file="tests/a_test.ts" line="3" assertions="0">
        <failure type="AssertionError" message="x">AssertionError: x</failure>
      </testcase>
      <testcase name="left" classname="outer" time="0" file="tests/a_test.ts" line="3" assertions="0">
        <skipped />
      </testcase>
    </testsuite>
    <testcase name="alone" classname="" time="0.01" file="tests/a_test.ts" line="7" assertions="0" />
  </testsuite>
</testsuites>`;

describe("the closing line of a run", () => {
  test("counts Deno's tests without their groups", () => {
    assertEquals(countReport(deno), { passed: 2, failed: 1, skipped: 1 });
  });
  test("counts Bun's tests", () => assertEquals(countReport(bun), { passed: 2, failed: 1, skipped: 1 }));
  test("counts nothing in an empty report", () => {
    assertEquals(countReport(`<testsuites name="deno test"></testsuites>`), { passed: 0, failed: 0, skipped: 0 });
  });
  test("adds up, and names skipped tests only where there are some", () => {
    const total = sum([countReport(deno), countReport(bun)]);
    assertEquals(sentence(total), "4 passed, 2 failed, 2 skipped");
    assertEquals(sentence({ ...total, skipped: 0 }), "4 passed, 2 failed");
  });
});
