package vinelake.models.graph;

import java.io.Serializable;
import scala.Function1;
import scala.Function2;
import scala.Function3;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Gives Java lambdas the types that GraphX asks for: Scala's functions, which Spark must be able to serialise. */
final class ScalaFunctions {

    interface F1<A, R> extends Function1<A, R>, Serializable {}

    interface F2<A, B, R> extends Function2<A, B, R>, Serializable {}

    interface F3<A, B, C, R> extends Function3<A, B, C, R>, Serializable {}

    static <A, R> Function1<A, R> fn1(F1<A, R> lambda) {
        return lambda;
    }

    static <A, B, R> Function2<A, B, R> fn2(F2<A, B, R> lambda) {
        return lambda;
    }

    static <A, B, C, R> Function3<A, B, C, R> fn3(F3<A, B, C, R> lambda) {
        return lambda;
    }

    /** The tag of Scala's Long, for which GraphX keeps and ships plain longs; Java's would have it ship objects. */
    @SuppressWarnings("unchecked") // Java's Long is how the erased code of Scala hands its own Long over.
    static ClassTag<Long> longTag() {
        return (ClassTag<Long>) (ClassTag<?>) ClassTag$.MODULE$.Long();
    }

    private ScalaFunctions() {}
}
