# CloudFormation does the rest.
prepare() { :; }
forward() { :; }
recover() { restore "$previous"; }

