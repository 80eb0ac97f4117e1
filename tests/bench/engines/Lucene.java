import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/** Lucene on the texts and questions of a folder. Prints a line for each figure: its name and its value. */
class Lucene {
    /** Words as the archive's index has them: lower case, without accents. */
    static final Analyzer WORDS = new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer source = new StandardTokenizer();
            return new TokenStreamComponents(source, new ASCIIFoldingFilter(new LowerCaseFilter(source)));
        }
    };

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Directory directory = FSDirectory.open(folder.resolve("lucene"));
        index(folder, directory);
        List<String[]> questions = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("questions.tsv"))) {
            questions.add(line.split("\t", 2));
        }
        long began = System.nanoTime();
        IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(directory));
        ask(searcher, questions.get(0)[0], questions.get(0)[1]);
        say("cold", (System.nanoTime() - began) / 1e6);
        for (String kind : new String[] {"term", "and", "phrase", "facet"}) {
            List<Double> times = new ArrayList<>();
            long hits = 0;
            for (int pass = 0; pass < 2; pass++) {
                for (String[] question : questions) {
                    if (!question[0].equals(kind)) {
                        continue;
                    }
                    began = System.nanoTime();
                    int found = ask(searcher, kind, question[1]);
                    if (pass == 1) {
                        times.add((System.nanoTime() - began) / 1e6);
                        hits += found;
                    }
                }
            }
            times.sort(null);
            say(kind + "_p50", times.get((times.size() - 1) * 50 / 100));
            say(kind + "_p95", times.get((times.size() - 1) * 95 / 100));
            say(kind + "_hits", hits);
        }
        say("memory", mostMemory());
    }

    static void index(Path folder, Directory directory) throws IOException {
        long began = System.nanoTime();
        int records = 0;
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(WORDS));
                BufferedReader texts = Files.newBufferedReader(folder.resolve("texts.tsv"))) {
            for (String line = texts.readLine(); line != null; line = texts.readLine()) {
                String[] parts = line.split("\t", 4);
                Document document = new Document();
                document.add(new TextField("fullrecord", parts[1], Field.Store.NO));
                for (String subject : parts[2].split("\\|")) {
                    if (!subject.isEmpty()) {
                        document.add(new SortedSetDocValuesField("subjects", new BytesRef(subject)));
                    }
                }
                document.add(new StoredField("json", parts[3]));
                writer.addDocument(document);
                records++;
            }
        }
        say("rate", records / ((System.nanoTime() - began) / 1e9));
        long bytes = 0;
        for (String file : directory.listAll()) {
            bytes += directory.fileLength(file);
        }
        say("bytes", bytes);
        say("indexing_memory", mostMemory());
    }

    /** Counts all hits, reads the best ten, and counts the subjects of all when it is asked for a facet. */
    static int ask(IndexSearcher searcher, String kind, String words) throws Exception {
        String text = kind.equals("phrase") ? '"' + words + '"' : words;
        QueryParser parser = new QueryParser("fullrecord", WORDS);
        parser.setDefaultOperator(QueryParser.Operator.AND);
        Query query = parser.parse(text);
        TopScoreDocCollector best = TopScoreDocCollector.create(10, Integer.MAX_VALUE);
        Subjects subjects = new Subjects();
        searcher.search(query, kind.equals("facet") ? MultiCollector.wrap(best, subjects) : best);
        for (ScoreDoc hit : best.topDocs().scoreDocs) {
            searcher.doc(hit.doc).get("json");
        }
        if (kind.equals("facet")) {
            subjects.most(100);
        }
        return best.getTotalHits();
    }

    /** Counts values of a field, by their numbers in each segment. */
    static class Subjects extends SimpleCollector {
        private final Map<String, Integer> counts = new HashMap<>();
        private SortedSetDocValues values;
        private int[] numbers = {};

        @Override
        protected void doSetNextReader(LeafReaderContext context) throws IOException {
            take();
            values = DocValues.getSortedSet(context.reader(), "subjects");
            numbers = new int[(int) values.getValueCount()];
        }

        @Override
        public void collect(int document) throws IOException {
            if (values.advanceExact(document)) {
                for (long value = values.nextOrd(); value != SortedSetDocValues.NO_MORE_ORDS; value = values.nextOrd()) {
                    numbers[(int) value]++;
                }
            }
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }

        private void take() throws IOException {
            for (int number = 0; number < numbers.length; number++) {
                if (numbers[number] > 0) {
                    counts.merge(values.lookupOrd(number).utf8ToString(), numbers[number], Integer::sum);
                }
            }
            numbers = new int[] {};
        }

        List<Map.Entry<String, Integer>> most(int limit) throws IOException {
            take();
            return counts.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                    .limit(limit)
                    .toList();
        }
    }

    /** Megabytes. */
    static double mostMemory() throws IOException {
        String[] lines = Files.readString(Path.of("/proc/self/status")).split("\n");
        String line = Arrays.stream(lines).filter(text -> text.startsWith("VmHWM")).findFirst().orElse("VmHWM: 0 kB");
        return Double.parseDouble(line.trim().split("\\s+")[1]) / 1024;
    }

    static void say(String name, double value) {
        System.out.println(name + " " + value);
    }
}
