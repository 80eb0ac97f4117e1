//! The table on AWS is the table on one machine.

use crate::template::template;

#[test]
fn the_table_is_the_same_everywhere() {
    let template = template();
    let deployed = &template["Resources"]["Table"]["Properties"];
    let local = local::table_definition();
    for (name, value) in local.as_object().unwrap() {
        assert_eq!(&deployed[name], value, "{name}");
    }
    // What only AWS has.
    let here = local.as_object().unwrap();
    let only_there: Vec<&String> =
        deployed.as_object().unwrap().keys().filter(|name| !here.contains_key(*name)).collect();
    assert_eq!(only_there, ["PointInTimeRecoverySpecification", "DeletionProtectionEnabled", "SSESpecification"]);
}
