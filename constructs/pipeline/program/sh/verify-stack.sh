equip() { :; }
revert() { restore "$previous"; }

