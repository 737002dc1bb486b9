/* What is wrong with a model that is to be added. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as forms from "../../../boocode_app/ui/models/forms.js";

test("a reference is a repository, alone or with a quantisation or a file", () => {
  for (const good of ["org/repo", "org/repo:Q4_K_M", "org/repo.v2/file.gguf", "org/repo/sub/file.gguf"]) {
    assert.equal(forms.faultInReference(good), "", good);
  }
  for (const bad of ["repo", "org/", "org/repo/file.bin", "org/repo:", "org/repo/file.gguf:Q4", "https://x/y"]) {
    assert.notEqual(forms.faultInReference(bad), "", bad);
  }
});

test("a path is absolute", () => {
  assert.equal(forms.faultInPath("/models/a.gguf"), "");
  assert.equal(forms.faultInPath("~/a.gguf"), "");
  assert.match(forms.faultInPath("a.gguf"), /absolute/);
});

test("an endpoint is a web address that holds no secret", () => {
  assert.equal(forms.faultInEndpoint("http://127.0.0.1:8080/v1"), "");
  assert.match(forms.faultInEndpoint("localhost"), /whole URL/);
  assert.match(forms.faultInEndpoint("ftp://host/v1"), /http/);
  assert.match(forms.faultInEndpoint("https://me:secret@host/v1"), /password/);
  assert.match(forms.faultInEndpoint("https://host/v1?key=secret"), /nothing after/);
});

test("a name is plain, free, or left to the server", () => {
  assert.equal(forms.faultInName("", ["demo"]), "");
  assert.equal(forms.faultInName("coder-7b_q4.gguf", ["demo"]), "");
  assert.match(forms.faultInName("demo", ["demo"]), /already/);
  assert.match(forms.faultInName("../up", []), /Letters/);
});
