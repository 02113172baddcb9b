equip() { enter; }
revert() { undo "$previous"; }

