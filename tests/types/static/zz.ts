import { Pointer, Structure } from "../../../mod.ts";
class Tree extends Structure({
  get children() {
    return Pointer(Pointer(Tree));
  },
}) {}
void Tree;
