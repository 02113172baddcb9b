'use strict';
// Keeps the Auto Scaling group and the deployment group of a blue-green fleet as the stack describes them.
// CloudFormation calls it when the description changes; only then does it make anything. EventBridge calls it when a
// deployment has ended: the group in service, which the deployment group names, gets what CodeDeploy did not copy, and
// any other is deleted. It only knows groups by the name the stack gave to the first one, and by the names that
// CodeDeploy gives to copies.
const { AutoScaling } = require('@aws-sdk/client-auto-scaling');
const { CodeDeploy } = require('@aws-sdk/client-codedeploy');

const scaling = new AutoScaling({});
const deploy = new CodeDeploy({});
const pause = Number(process.env.PAUSE_MS || 10000);

const isNot = (name) => (problem) => {
  if (problem.name !== name) throw problem;
};

// pages collects a list that AWS gives out page by page.
async function pages(ask, list) {
  const all = [];
  let NextToken;
  do {
    const page = await ask(NextToken);
    all.push(...page[list]);
    NextToken = page.NextToken;
  } while (NextToken);
  return all;
}

// living are the fleet's groups: one, or two while a deployment runs.
async function living(fleet) {
  const all = await pages((NextToken) => scaling.describeAutoScalingGroups({ NextToken }), 'AutoScalingGroups');
  return all.filter((g) => g.AutoScalingGroupName === fleet.name || g.AutoScalingGroupName.startsWith(fleet.copies));
}

// scale makes the policies of a group those of the stack.
async function scale(fleet, AutoScalingGroupName) {
  const ask = (NextToken) => scaling.describePolicies({ AutoScalingGroupName, NextToken });
  for (const { PolicyName } of await pages(ask, 'ScalingPolicies')) {
    if (!fleet.policies.some((p) => p.PolicyName === PolicyName)) {
      await scaling.deletePolicy({ AutoScalingGroupName, PolicyName });
    }
  }
  for (const policy of fleet.policies) await scaling.putScalingPolicy({ AutoScalingGroupName, ...policy });
}

// staying are the names of the living groups that nobody deletes already.
async function staying(fleet) {
  return (await living(fleet)).filter((g) => !g.Status).map((g) => g.AutoScalingGroupName);
}

// describe makes hosts and policies of a group those of the stack.
async function describe(fleet, name) {
  await scaling.updateAutoScalingGroup({ AutoScalingGroupName: name, ...fleet.hosts });
  await scale(fleet, name);
}

// end deletes a group with its hosts.
function end(AutoScalingGroupName) {
  return scaling.deleteAutoScalingGroup({ AutoScalingGroupName, ForceDelete: true });
}

async function keep(fleet) {
  const groups = await staying(fleet);
  const first = groups.length === 0;
  if (first) {
    await scaling.createAutoScalingGroup({ AutoScalingGroupName: fleet.name, ...fleet.hosts, ...fleet.creation });
    groups.push(fleet.name);
    await scale(fleet, fleet.name);
  } else {
    for (const name of groups) await describe(fleet, name);
  }

  const { applicationName, deploymentGroupName } = fleet.deployments;
  const known = await deploy
    .getDeploymentGroup({ applicationName, deploymentGroupName })
    .catch(isNot('DeploymentGroupDoesNotExistException'));
  // A deployment group that is there knows which group is in service, unless that one has just been made.
  const where = !known || first ? { autoScalingGroups: groups } : {};
  if (!known) return deploy.createDeploymentGroup({ ...fleet.deployments, ...where });
  const { deploymentGroupName: currentDeploymentGroupName, ...rest } = fleet.deployments;
  return deploy.updateDeploymentGroup({ currentDeploymentGroupName, ...rest, ...where });
}

// settle follows the end of a deployment. CodeDeploy goes back by a deployment of its own, which starts within moments
// and may still need both groups: its end is another event.
async function settle(fleet) {
  await new Promise((done) => setTimeout(done, 6 * pause));
  const { applicationName, deploymentGroupName } = fleet.deployments;
  const found = await deploy
    .getDeploymentGroup({ applicationName, deploymentGroupName })
    .catch(isNot('DeploymentGroupDoesNotExistException'));
  if (!found) return; // the stack is being deleted
  const { autoScalingGroups = [], lastAttemptedDeployment: last } = found.deploymentGroupInfo;
  if (last && !['Succeeded', 'Failed', 'Stopped'].includes(last.status)) return;
  const current = autoScalingGroups.map((g) => g.name);
  const groups = await staying(fleet);
  if (!groups.some((name) => current.includes(name))) {
    throw new Error(`no group of ${fleet.name} is in service, and none is deleted: ${groups.join(', ') || 'there is none'}`);
  }
  for (const name of groups) await (current.includes(name) ? describe(fleet, name) : end(name));
}

// remove ends every host, and waits until they have left the network, or their security group could not go.
async function remove(fleet, left) {
  const { applicationName, deploymentGroupName } = fleet.deployments;
  await deploy
    .deleteDeploymentGroup({ applicationName, deploymentGroupName })
    .catch(isNot('ApplicationDoesNotExistException'));
  for (const name of await staying(fleet)) await end(name);
  while ((await living(fleet)).length > 0) {
    if (left() < 3 * pause) throw new Error(`the hosts of ${fleet.name} do not end; delete the stack again`);
    // A deployment that still ran may have made one more.
    for (const name of await staying(fleet)) await end(name);
    await new Promise((done) => setTimeout(done, pause));
  }
}

exports.handler = async (event, context) => {
  const left = () => context.getRemainingTimeInMillis();
  if (!event.ResponseURL) return settle(JSON.parse(event.ResourceProperties.Fleet));
  const answer = {
    Status: 'SUCCESS',
    PhysicalResourceId: event.PhysicalResourceId || event.RequestId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  };
  try {
    const fleet = JSON.parse(event.ResourceProperties.Fleet);
    answer.PhysicalResourceId = fleet.name;
    await (event.RequestType === 'Delete' ? remove(fleet, left) : keep(fleet));
  } catch (problem) {
    console.error(problem);
    answer.Status = 'FAILED';
    answer.Reason = `${problem.name}: ${problem.message}`;
  }
  const response = await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(answer) });
  if (!response.ok) throw new Error(`CloudFormation took no answer: ${response.status}`);
  return undefined;
};
