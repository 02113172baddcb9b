equip() { target; }

# revert goes back at once. What rings or fails then must not turn it round.
revert() {
	restore "$previous"
	look
	[ -z "$previous" ] || [ "$running" != "$previous" ] || tasks "$previous" '{"autoRollbackConfiguration": {"enabled": false},
		"overrideAlarmConfiguration": {"enabled": false}, "deploymentConfigName": "CodeDeployDefault.ECSAllAtOnce"}'
}

