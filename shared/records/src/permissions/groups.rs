//! The groups and users that exist from the start.

use super::Permission::{
    self, CancelJob, CreateJob, DeleteArchivalRecord, DeleteAssessmentRecord, DeleteEventRecord, ImportRecords,
    IndexSystem, ManageAgentRecord, ManageAssessmentAttributes, ManageContainerProfileRecord, ManageContainerRecord,
    ManageCustomReportTemplates, ManageEnumerationRecord, ManageLocationProfileRecord, ManageRdeTemplates,
    ManageRepository, ManageSubjectRecord, ManageVocabularyRecord, MediateEdits, MergeAgentsAndSubjects,
    ShowFullAgents, SuppressArchivalRecord, UpdateAccessionRecord, UpdateAssessmentRecord, UpdateContainerRecord,
    UpdateDigitalObjectRecord, UpdateEventRecord, UpdateResourceRecord, ViewAgentContactRecord, ViewAllRecords,
    ViewRepository, ViewSuppressed,
};

/// A group that every new repository gets, without members.
#[derive(Debug)]
pub struct DefaultGroup {
    /// Its code, unique in the repository.
    pub code: &'static str,
    /// What its description says before ` of the <repository code> repository`.
    pub role: &'static str,
    /// What it grants.
    pub grants: &'static [Permission],
}

impl DefaultGroup {
    /// The description shown for the group in the repository with this code.
    pub fn description(&self, repo_code: &str) -> String {
        format!("{} of the {repo_code} repository", self.role)
    }
}

/// The groups of a new repository, in the order of their creation.
pub static REPOSITORY_GROUPS: &[DefaultGroup] = &[
    DefaultGroup {
        code: "repository-managers",
        role: "Managers",
        grants: &[
            ManageRepository,
            UpdateAccessionRecord,
            UpdateResourceRecord,
            UpdateDigitalObjectRecord,
            UpdateEventRecord,
            DeleteEventRecord,
            UpdateContainerRecord,
            ViewRepository,
            DeleteArchivalRecord,
            SuppressArchivalRecord,
            ManageSubjectRecord,
            ManageAgentRecord,
            ViewAgentContactRecord,
            ManageVocabularyRecord,
            ManageRdeTemplates,
            ManageContainerRecord,
            ManageContainerProfileRecord,
            ManageLocationProfileRecord,
            ImportRecords,
            CancelJob,
            UpdateAssessmentRecord,
            DeleteAssessmentRecord,
            ManageAssessmentAttributes,
            ManageEnumerationRecord,
            ShowFullAgents,
            ManageCustomReportTemplates,
        ],
    },
    DefaultGroup {
        code: "repository-archivists",
        role: "Archivists",
        grants: &[
            UpdateAccessionRecord,
            UpdateResourceRecord,
            UpdateDigitalObjectRecord,
            UpdateEventRecord,
            UpdateContainerRecord,
            ViewRepository,
            ManageSubjectRecord,
            ManageAgentRecord,
            ViewAgentContactRecord,
            ManageVocabularyRecord,
            ManageContainerRecord,
            ManageContainerProfileRecord,
            ManageLocationProfileRecord,
            ImportRecords,
            UpdateAssessmentRecord,
            DeleteAssessmentRecord,
            CreateJob,
            CancelJob,
            ManageEnumerationRecord,
            ShowFullAgents,
            ManageCustomReportTemplates,
        ],
    },
    DefaultGroup {
        code: "repository-project-managers",
        role: "Project managers",
        grants: &[
            ViewRepository,
            UpdateAccessionRecord,
            UpdateResourceRecord,
            UpdateDigitalObjectRecord,
            UpdateEventRecord,
            DeleteEventRecord,
            UpdateContainerRecord,
            DeleteArchivalRecord,
            SuppressArchivalRecord,
            ManageSubjectRecord,
            ManageAgentRecord,
            ViewAgentContactRecord,
            ManageVocabularyRecord,
            ManageContainerRecord,
            ManageContainerProfileRecord,
            ManageLocationProfileRecord,
            ImportRecords,
            MergeAgentsAndSubjects,
            UpdateAssessmentRecord,
            DeleteAssessmentRecord,
            ManageEnumerationRecord,
        ],
    },
    DefaultGroup {
        code: "repository-advanced-data-entry",
        role: "Advanced Data Entry users",
        grants: &[
            ViewRepository,
            UpdateAccessionRecord,
            UpdateResourceRecord,
            UpdateDigitalObjectRecord,
            UpdateEventRecord,
            UpdateContainerRecord,
            ManageSubjectRecord,
            ManageAgentRecord,
            ManageVocabularyRecord,
            ManageContainerRecord,
            ManageContainerProfileRecord,
            ManageLocationProfileRecord,
            ImportRecords,
            UpdateAssessmentRecord,
            DeleteAssessmentRecord,
            ManageEnumerationRecord,
        ],
    },
    DefaultGroup {
        code: "repository-basic-data-entry",
        role: "Basic Data Entry users",
        grants: &[ViewRepository, UpdateAccessionRecord, UpdateResourceRecord, UpdateDigitalObjectRecord, CreateJob],
    },
    DefaultGroup { code: "repository-viewers", role: "Viewers", grants: &[ViewRepository] },
];

/// A user that exists from the start, together with the group of the global repository that gives it its rights.
#[derive(Debug)]
pub struct SystemUser {
    /// The user's name at login.
    pub username: &'static str,
    /// The name that people read.
    pub name: &'static str,
    /// Left out of listings.
    pub hidden: bool,
    /// The code of its group in the global repository.
    pub group: &'static str,
    /// What the group's description says.
    pub group_description: &'static str,
    /// What the group grants.
    pub grants: fn() -> Vec<Permission>,
}

/// The users of a new archive, in the order of their creation.
pub static SYSTEM_USERS: &[SystemUser] = &[
    SystemUser {
        username: "admin",
        name: "Administrator",
        hidden: false,
        group: "administrators",
        group_description: "Administrators",
        grants: administrator_grants,
    },
    SystemUser {
        username: "search_indexer",
        name: "Search Indexer",
        hidden: true,
        group: "searchindex",
        group_description: "Search index",
        grants: || vec![ViewRepository, ViewSuppressed, ViewAllRecords, IndexSystem],
    },
    SystemUser {
        username: "public_anonymous",
        name: "Public Interface Anonymous",
        hidden: true,
        group: "publicanonymous",
        group_description: "Public anonymous",
        grants: || vec![ViewRepository, ViewAllRecords],
    },
    SystemUser {
        username: "staff_system",
        name: "Staff System User",
        hidden: true,
        group: "staffsystem",
        group_description: "Staff system",
        grants: || vec![MediateEdits],
    },
];

/// Everything that can be granted, except what came later than the administrators' group and was given to repository
/// groups only.
fn administrator_grants() -> Vec<Permission> {
    super::ALL.iter().copied().filter(|permission| permission.is_stored() && *permission != ShowFullAgents).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_grant_only_stored_permissions() {
        for group in REPOSITORY_GROUPS {
            assert!(group.grants.iter().all(|permission| permission.is_stored()), "{}", group.code);
        }
        assert_eq!(REPOSITORY_GROUPS[0].description("MAIN"), "Managers of the MAIN repository");
    }
}
