// Package apprunner runs a web service on AWS App Runner, for accounts that have used it before: an image, an address
// and instances that follow the number of requests, with no network, load balancer or cluster of one's own.
//
// App Runner is closed to new customers since 2026-04-30 and gets no new features; who uses it may go on, also with new
// services (App Runner developer guide, "AWS App Runner availability change"). So every service carries a warning that
// synthesis prints, [ClosedWarning], and new services belong to package express or package ecs.
//
// # The way out
//
// The same service runs beside this one until the last request has moved:
//
//  1. Add it under another name on runtime express or fargate, with the same configuration and secrets, and push its image
//     to the new one's repository, too. What was granted to this service is granted to the new one; both may use the same
//     database meanwhile.
//  2. Release the version that this one runs there, and try it at its own address.
//  3. Let the name that clients use have two weighted records in Route 53, 100 to this service's address and 0 to the
//     new one's, with a time to live of 60 s. A service on Fargate has its own certificate for the name; one on Express
//     Mode needs it on ECS's listener (see package express).
//  4. Move the weight, such as 10, 50, 100, and look at both services' alarms each time. Going back is moving it back.
//  5. When no request has arrived here for as long as clients remember an address, unlink the name from App Runner and
//     remove this service. The log groups that App Runner made stay.
//
// Clients that use this service's own address, below awsapprunner.com, have to change it: nothing else can answer there.
//
// # What is not in the template
//
// App Runner keeps domain names outside of CloudFormation (aws/apprunner-roadmap, issue 129): link one with
// aws apprunner associate-custom-domain and set the records it prints. A web ACL of AWS WAF names the service by its ARN,
// so it belongs to whoever owns the ACL.
//
// App Runner writes logs to groups of its own, named after an id that it chooses when the service is created:
// /aws/apprunner/<environment>-<name>/<id>/application has what the container prints, .../service what App Runner does.
// Set their retention there, once:
//
//	aws logs put-retention-policy --retention-in-days 30 --log-group-name ...
//
// # What cannot change later
//
// The service's name and its key (CloudFormation template reference, "AWS::AppRunner::Service": replacement, which fails
// because the name is taken). So do the tags of all that App Runner keeps, which is why it takes none of the stack's: a
// new tag for the cost report must not take the service down.
package apprunner
