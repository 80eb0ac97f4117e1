//! S3's operations on objects in parts, over the folder that keeps the parts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, Checksum, ChecksumAlgorithm, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CopyPartResult, CopySource, CreateMultipartUploadInput, CreateMultipartUploadOutput,
    ETag, GetObjectInput, ListMultipartUploadsInput, ListMultipartUploadsOutput, ListPartsInput, ListPartsOutput,
    MultipartUpload, Part, PutObjectInput, Range, StreamingBlob, Timestamp, UploadPartCopyInput, UploadPartCopyOutput,
    UploadPartInput, UploadPartOutput,
};
use s3s::{S3Request, S3Response, S3Result, s3_error};

use super::Objects;
use super::checked::{self, Announced};
use super::parts::{self, Begun};

/// Parts that one answer lists, as S3 does.
const PAGE: usize = 1000;

impl Objects {
    pub(super) fn begin(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        let CreateMultipartUploadInput { bucket, key, content_type, checksum_algorithm, .. } = request.input;
        let with_sha256 = checksum_algorithm.is_some_and(|algorithm| algorithm.as_str() == ChecksumAlgorithm::SHA256);
        let begun = Begun { bucket: bucket.clone(), key: key.clone(), content_type, with_sha256 };
        let id = self.parts.begin(&begun)?;
        Ok(S3Response::new(CreateMultipartUploadOutput {
            bucket: Some(bucket),
            key: Some(key),
            upload_id: Some(id),
            ..CreateMultipartUploadOutput::default()
        }))
    }

    pub(super) async fn take_part(
        &self,
        request: S3Request<UploadPartInput>,
    ) -> S3Result<S3Response<UploadPartOutput>> {
        let input = request.input;
        let begun = self.parts.find(&input.upload_id, &input.bucket, &input.key)?;
        if begun.with_sha256 && input.checksum_sha256.is_none() {
            return Err(s3_error!(InvalidRequest, "every part of this upload needs its SHA-256"));
        }
        let checksums = Checksum {
            checksum_crc32: input.checksum_crc32,
            checksum_crc32c: input.checksum_crc32c,
            checksum_crc64nvme: input.checksum_crc64nvme,
            checksum_sha1: input.checksum_sha1,
            checksum_sha256: input.checksum_sha256.clone(),
            ..Checksum::default()
        };
        let Some(body) = input.body else { return Err(s3_error!(IncompleteBody)) };
        let (body, verdict) = checked::check(body, Announced { checksums, md5: input.content_md5 });
        let sha256 = input.checksum_sha256.as_deref().map(in_hex).transpose()?;
        let placed = self.parts.put(&input.upload_id, input.part_number, body, sha256.as_deref()).await;
        match placed {
            Err(_) if verdict.is_mismatch() => Err(s3_error!(BadDigest)),
            placed => Ok(S3Response::new(UploadPartOutput {
                e_tag: Some(ETag::Strong(placed?)),
                checksum_sha256: input.checksum_sha256,
                ..UploadPartOutput::default()
            })),
        }
    }

    pub(super) async fn copy_part(
        &self,
        request: S3Request<UploadPartCopyInput>,
    ) -> S3Result<S3Response<UploadPartCopyOutput>> {
        let input = request.input.clone();
        self.parts.find(&input.upload_id, &input.bucket, &input.key)?;
        let CopySource::Bucket { bucket, key, .. } = &input.copy_source else {
            return Err(s3_error!(NotImplemented));
        };
        let range = input.copy_source_range.as_deref().map(Range::parse).transpose();
        let source = GetObjectInput {
            bucket: bucket.to_string(),
            key: key.to_string(),
            range: range.map_err(|_| s3_error!(InvalidArgument))?,
            if_match: input.copy_source_if_match,
            ..GetObjectInput::default()
        };
        let source = self.get(request.map_input(|_| source)).await?.output;
        let body = source.body.ok_or_else(|| s3_error!(InternalError))?;
        let mark = self.parts.put(&input.upload_id, input.part_number, body, None).await?;
        let copied = CopyPartResult { e_tag: Some(ETag::Strong(mark)), ..CopyPartResult::default() };
        Ok(S3Response::new(UploadPartCopyOutput { copy_part_result: Some(copied), ..UploadPartCopyOutput::default() }))
    }

    pub(super) fn show_parts(&self, request: S3Request<ListPartsInput>) -> S3Result<S3Response<ListPartsOutput>> {
        let ListPartsInput { bucket, key, upload_id, part_number_marker, .. } = request.input;
        self.parts.find(&upload_id, &bucket, &key)?;
        let after = part_number_marker.unwrap_or(0);
        let mut found = self.parts.list(&upload_id)?;
        found.retain(|part| part.number > after);
        let is_truncated = found.len() > PAGE;
        found.truncate(PAGE);
        let next = found.last().map(|part| part.number).filter(|_| is_truncated);
        let show = |part: &parts::Part| Part {
            part_number: Some(part.number),
            e_tag: Some(ETag::Strong(part.mark.clone())),
            checksum_sha256: part.sha256.as_deref().and_then(in_base64),
            size: i64::try_from(part.size).ok(),
            last_modified: Some(Timestamp::from(part.modified)),
            ..Part::default()
        };
        Ok(S3Response::new(ListPartsOutput {
            bucket: Some(bucket),
            key: Some(key),
            upload_id: Some(upload_id),
            parts: Some(found.iter().map(show).collect()),
            is_truncated: Some(is_truncated),
            next_part_number_marker: next,
            ..ListPartsOutput::default()
        }))
    }

    pub(super) fn show_begun(
        &self,
        request: S3Request<ListMultipartUploadsInput>,
    ) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
        let input = request.input;
        let prefix = input.prefix.clone().unwrap_or_default();
        let mut begun = self.parts.all()?;
        begun.retain(|(_, begun, _)| begun.bucket == input.bucket && begun.key.starts_with(&prefix));
        let uploads = begun.into_iter().map(|(id, begun, initiated)| MultipartUpload {
            key: Some(begun.key),
            upload_id: Some(id),
            initiated: Some(Timestamp::from(initiated)),
            ..MultipartUpload::default()
        });
        Ok(S3Response::new(ListMultipartUploadsOutput {
            bucket: Some(input.bucket),
            prefix: input.prefix,
            is_truncated: Some(false),
            uploads: Some(uploads.collect()),
            ..ListMultipartUploadsOutput::default()
        }))
    }

    pub(super) async fn complete(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let CompleteMultipartUploadInput { bucket, key, upload_id, multipart_upload, .. } = request.input.clone();
        let _turn = self.parts.turn(&upload_id).await;
        let begun = self.parts.find(&upload_id, &bucket, &key)?;
        let wanted = multipart_upload.and_then(|whole| whole.parts).unwrap_or_default();
        let chosen = self.parts.choose(&upload_id, &wanted)?;
        let whole: StreamingBlob = parts::read(chosen);
        let put = PutObjectInput {
            bucket: bucket.clone(),
            key: key.clone(),
            body: Some(whole),
            content_type: begun.content_type,
            ..PutObjectInput::default()
        };
        let stored = self.put(request.map_input(|_| put)).await?.output;
        self.parts.remove(&upload_id)?;
        Ok(S3Response::new(CompleteMultipartUploadOutput {
            bucket: Some(bucket),
            key: Some(key),
            e_tag: stored.e_tag,
            ..CompleteMultipartUploadOutput::default()
        }))
    }

    pub(super) async fn abort(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        let AbortMultipartUploadInput { bucket, key, upload_id, .. } = request.input;
        let _turn = self.parts.turn(&upload_id).await;
        self.parts.find(&upload_id, &bucket, &key)?;
        self.parts.remove(&upload_id)?;
        Ok(S3Response::new(AbortMultipartUploadOutput::default()))
    }
}

/// A checksum as headers write it, in the digits of file names.
fn in_hex(text: &str) -> S3Result<String> {
    let bytes = STANDARD.decode(text).map_err(|_| s3_error!(InvalidRequest, "the checksum is not Base64"))?;
    Ok(hex::encode(bytes))
}

fn in_base64(digits: &str) -> Option<String> {
    hex::decode(digits).ok().map(|bytes| STANDARD.encode(bytes))
}
